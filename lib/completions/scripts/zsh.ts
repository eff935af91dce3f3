/** The script for zsh, for its start file or as `_profile` in a folder of its function path. */
export const zsh = `#compdef profile
# Completions of profile for zsh: source <(profile completions zsh)
_profile() {
  local -a out offers rest
  local what line
  out=("\${(@f)$(\${~words[1]} __complete zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  what=$out[-1]
  for line in "\${(@)out[1,-2]}"; do
    # A colon parts a word from what it means.
    offers+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  [[ $what == *joined* ]] && rest=(-S '')
  case $what in
    (*files*|*folders*)
      [[ $PREFIX == --*=* ]] && compset -P '*='
      if [[ $what == *folders* ]]; then _files -/; else _files; fi
      ;;
    (*) (( $#offers )) && _describe -V 'profile' offers "\${rest[@]}" ;;
  esac
}
if [[ $funcstack[1] == _profile ]]; then
  _profile "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _profile profile
fi
`;
