// PDF documents that act when they are opened.

private rule pdf {
  strings:
    $magic = "%PDF-"
  condition:
    $magic in (0..1024)
}

rule opens_program {
  meta:
    author = "Assay"
    description = "A launch action starts a program or a script"
    reference = "https://attack.mitre.org/techniques/T1204/002/"
    score = 88
    virus_type = "Exploit"
    family = "pdf.launch"
    meaning_en = "The document starts a program when it is opened or clicked."
    meaning_zh = "文档在打开或点击时启动程序。"
  strings:
    $launch = /\/S\s*\/Launch\b/
    $program = /\/F\s*\(?[^)\n]{0,40}(cmd|powershell|mshta|wscript|cscript|rundll32|\/bin\/(ba)?sh)(\.exe)?|\/P\s*\([^)\n]{0,200}(\/c\s|powershell|\.vbs|\.js\b|\.exe)/ nocase
  condition:
    pdf and $launch and $program
}

rule script_exploits_reader {
  meta:
    author = "Assay"
    description = "A script that runs on opening decodes hidden text, fills the heap or calls functions with known flaws"
    reference = "https://attack.mitre.org/techniques/T1203/"
    score = 86
    virus_type = "Exploit"
    family = "pdf.script"
    meaning_en = "A script that runs on opening prepares memory or calls functions as exploits of PDF readers do."
    meaning_zh = "打开文档即运行的脚本会布置内存或调用有漏洞的函数，符合利用 PDF 阅读器漏洞的特征。"
  strings:
    $open = /\/(OpenAction|AA)\b/
    $js = /\/(JavaScript|JS)\b/
    $spray1 = /unescape\s*\(\s*["'](%u[0-9a-f]{4}){4}/ nocase
    $spray2 = /while\s*\(\s*\w+\.length\s*<[=\s]*(0x)?[0-9a-f]{4,8}\s*\)\s*\w+\s*\+=\s*\w+/ nocase
    $flaw = /Collab\.(collectEmailInfo|getIcon)\s*\(|util\.printf\s*\(\s*["']%\d{4,}|media\.newPlayer\s*\(\s*null|getAnnots\s*\([^)]{0,40}nPage|spell\.customDictionaryOpen/
    $decode = /eval\s*\(\s*(\w+\s*\(|String\.fromCharCode|unescape|this\.info\.|\w+\.replace)/
    $export = /exportDataObject\s*\(\s*\{[^}]{0,120}nLaunch\s*:\s*2/
    $hex_name = /\/(J|#4a)(a|#61)(v|#76)(a|#61)#53|\/#4a|\/J#61v|\/Open#41ction|\/#4fpen|\/L#61unch|\/#4caunch/ nocase
  condition:
    pdf and (
      ($js and $export)
      or ($js and $open and (any of ($spray*) or $flaw or $decode))
      or $hex_name
    )
}
