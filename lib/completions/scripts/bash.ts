/** The script for bash 4.4 and later; bash-completion is not needed. */
export const bash = `# Completions of profile for bash: source <(profile completions bash)
_profile_complete() {
  local program=$1 line=$COMP_LINE word piece gap cut out i
  local -a words=()
  # The line editor cuts words at = and :, which are put together again.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]} piece=$word
    if ((i == COMP_CWORD)); then
      # Of the last word only what stands before the cursor.
      piece=\${COMP_LINE:0:COMP_POINT}
      piece=\${piece:\${#COMP_LINE} - \${#line}}
      gap=\${piece%%[![:space:]]*}
      piece=\${piece#"$gap"}
    else
      gap=\${line%%"$word"*}
      line=\${line#*"$word"}
    fi
    if ((i > 0)) && [[ -z $gap ]]; then words[-1]+=$piece; else words+=("$piece"); fi
  done
  # Right behind = or : the line editor puts what is offered behind it, not in its place.
  cut=\${words[-1]}
  [[ -z \${piece//[=:]/} ]] || cut=\${cut%"$piece"}
  mapfile -t out < <("\${program/#\\~\\//$HOME/}" __complete bash -- "\${words[@]:1}" 2>/dev/null)
  [[ \${#out[@]} -gt 0 ]] || return
  local what=\${out[-1]}
  unset 'out[-1]'
  COMPREPLY=("\${out[@]#"$cut"}")
  case $what in
    *files*) compopt -o default ;;
    *folders*) compopt -o dirnames ;;
    *joined*) compopt -o nospace ;;
  esac
}
complete -F _profile_complete profile
`;
