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
    set -l paths
    # Those of a command that nobody knows are completed by fish itself, whatever is quoted.
    string match -qr 'files|folders' -- $out[-1]; and set paths (complete -C"__profile_path $path")
    switch $out[-1]
        case '*files*'
            test (count $paths) -gt 0; and printf '%s\\n' "$lead"$paths
        case '*folders*'
            set paths (string match -r '.*/$' -- $paths)
            test (count $paths) -gt 0; and printf '%s\\n' "$lead"$paths
        case '*'
            test (count $out) -gt 1; and printf '%s\\n' $out[1..-2]
    end
end
complete -c profile -e
complete -c profile -f -k -a '(__profile_complete)'
`;
