/** The shells that there is a script for. */
export type Shell = "bash" | "zsh" | "fish" | "powershell";

/**
 * The scripts, which ask the program for what may come next. Names may hold blanks: each candidate is a line, and is quoted by
 * the shell's own means.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# Completion of footbridge in bash. Add to ~/.bashrc:
#   source <(footbridge completion bash)
_footbridge() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(footbridge complete --bash "$COMP_WORDBREAKS" -- "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
}
complete -o default -F _footbridge footbridge
`,
  zsh: `#compdef footbridge
# Completion of footbridge in zsh. Add to ~/.zshrc, after compinit:
#   source <(footbridge completion zsh)
_footbridge() {
  local -a found
  local begun=
  # A name may be begun with a quote: zsh itself finds out what fits.
  [[ "$PREFIX" == -* ]] && begun="$PREFIX"
  found=("\${(@f)$(footbridge complete -- "\${(@Q)words[2,CURRENT-1]}" "$begun" 2>/dev/null)}")
  if (( \${#found} > 0 )) && [[ -n "\${found[1]}" ]]; then
    compadd -- "\${found[@]}"
  else
    _files
  fi
}
compdef _footbridge footbridge
`,
  fish: `# Completion of footbridge in fish. Save it:
#   footbridge completion fish > ~/.config/fish/completions/footbridge.fish
function __footbridge_complete
    set -l words (commandline -opc)
    set -l begun (commandline -ct)
    # A name may be begun with a quote: fish itself finds out what fits.
    string match -q -- '-*' $begun; or set begun ''
    set -l found (footbridge complete -- $words[2..-1] $begun 2>/dev/null)
    if set -q found[1]
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c footbridge -f -a '(__footbridge_complete)'
`,
  powershell: `# Completion of footbridge in PowerShell. Add to your profile:
#   footbridge completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName footbridge -ScriptBlock {
  param($word, $ast, $position)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text.Trim("'", '"') })
  if ($word -eq '') { $words += '' }
  footbridge complete -- @words 2>$null | ForEach-Object {
    $text = if ($_ -match '[\\s''"]') { "'" + $_.Replace("'", "''") + "'" } else { $_ }
    [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
  }
}
`,
};
