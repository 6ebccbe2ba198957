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
    COMPREPLY+=("$(printf '%q' "$line")")
  done < <(footbridge complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _footbridge footbridge
`,
  zsh: `#compdef footbridge
# Completion of footbridge in zsh. Add to ~/.zshrc, after compinit:
#   source <(footbridge completion zsh)
_footbridge() {
  local -a found
  found=("\${(@f)$(footbridge complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
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
    footbridge complete -- $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c footbridge -a '(__footbridge_complete)'
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
