/** The script for fish 3 and later. */
export const fish = `# Completions of profile for fish: profile completions fish | source
function __profile_complete
    set -l before (commandline -opc)
    set -l now (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $before[1])
    set -l quoted
    test (count $before) -gt 1; and set quoted (string escape -- $before[2..-1])
    set -l out ($program __complete fish -- $quoted "$now" 2>/dev/null)
    test (count $out) -gt 0; or return
    set -l lead (string match -r -- '^--[^=]*=' $now)
    set -l path (string replace -- "$lead" '' "$now")
    switch $out[-1]
        case '*files*'
            for file in (__fish_complete_path "$path")
                printf '%s\\n' "$lead$file"
            end
        case '*folders*'
            for folder in (__fish_complete_directories "$path" '')
                printf '%s\\n' "$lead$folder"
            end
        case '*'
            test (count $out) -gt 1; and printf '%s\\n' $out[1..-2]
    end
end
complete -c profile -e
complete -c profile -f -k -a '(__profile_complete)'
`;
