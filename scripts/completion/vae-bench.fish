# Completion of vae-bench for fish: vae-bench completion fish | source

function __vae_bench_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l lines ($words[1] complete -- $words[2..] "$typed" 2>/dev/null)
    # For fish, --config=path is one word; the path alone is to be completed.
    set -l prefix (string match -r -- '^--[^=]*=' "$typed")
    set -l path (string replace -- "$prefix" '' "$typed")
    switch "$lines[1]"
        case ':files'
            printf '%s\n' "$prefix"(__fish_complete_path "$path")
        case ':folders'
            printf '%s\n' "$prefix"(__fish_complete_directories "$path" '')
        case '*'
            printf '%s\n' $lines
    end
end

complete -c vae-bench -f -a '(__vae_bench_complete)'
