/** The script for PowerShell 7. */
export const powershell =
  `# Completions of profile for PowerShell: profile completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName profile -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object {
        $_.Extent.EndOffset -lt $cursorPosition -or ($_.Extent.EndOffset -eq $cursorPosition -and $wordToComplete -eq '')
    } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    $typed = $wordToComplete -replace "^['""]", '' -replace "['""]$", ''
    $program = $commandAst.CommandElements[0].Extent.Text
    # An empty word would get lost on the way: the last one comes behind a colon.
    $out = @(& $program __complete powershell '--' @words ":$typed" 2>$null)
    if ($out.Count -eq 0) { return }
    $what = $out[-1]
    if ($what -match 'files|folders') { return }
    if ($out.Count -eq 1) { return '' }
    $out[0..($out.Count - 2)] | ForEach-Object {
        $value, $meaning = $_ -split [char]9, 2
        if (-not $meaning) { $meaning = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $meaning)
    }
}
`;
