// Shortcuts of Windows that start more than they show.

import "lnk"

rule starts_script_host {
  meta:
    author = "Assay"
    description = "A shortcut starts PowerShell, mshta, a script host or a command that fetches or hides"
    reference = "https://attack.mitre.org/techniques/T1204/002/"
    score = 84
    virus_type = "Downloader"
    family = "lnk.command"
    meaning_en = "The shortcut starts a hidden command or fetches a program instead of opening a document."
    meaning_zh = "快捷方式会启动隐藏命令或下载程序，而不是打开文档。"
  strings:
    $host = /powershell|pwsh|mshta|wscript|cscript|rundll32|regsvr32|certutil|bitsadmin|msiexec|forfiles|cmd(\.exe)?["']?\s*\/[ckv]/ nocase ascii wide
    $hide = /-w(indowstyle)?\s+(h|1)|-nop\b|-noprofile|-e(nc|ncodedcommand)?\s+[A-Za-z0-9+\/]{20}|-ep\s+bypass|bypass|\biex\b|downloadstring|downloadfile|invoke-webrequest|\biwr\b|frombase64/ nocase ascii wide
    $fetch = /(https?:\/\/|\\\\\d{1,3}(\.\d{1,3}){3}@?\w*\\)[\w.-]{0,80}[^\x00]{1,160}/ nocase ascii wide
    $start = /(start(-process)?|&&|call|\/c)\s[^\x00]{0,120}\.(exe|scr|vbs|js|bat|ps1|hta|dll)/ nocase ascii wide
  condition:
    lnk.is_lnk and filesize < 8MB and $host and ($hide or ($fetch and $start))
}

rule padded_arguments {
  meta:
    author = "Assay"
    description = "A shortcut hides its arguments behind many blanks, or carries far more bytes than a shortcut needs"
    reference = "https://attack.mitre.org/techniques/T1027/"
    score = 70
    virus_type = "Suspicious"
    family = "lnk.padding"
    meaning_en = "The shortcut hides what it starts behind blanks, or carries hidden contents."
    meaning_zh = "快捷方式用大量空白隐藏启动参数，或夹带隐藏内容。"
  strings:
    $blanks = { (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 (20 | 09 | 0A | 0D) 00 }
  condition:
    lnk.is_lnk and ($blanks or lnk.overlay_size > 100KB)
}

rule opens_from_another_machine {
  meta:
    author = "Assay"
    description = "A shortcut opens a program or a script that lies on a machine named by its number, or on a web share"
    reference = "https://attack.mitre.org/techniques/T1204/002/"
    score = 80
    virus_type = "Downloader"
    family = "lnk.remote"
    meaning_en = "The shortcut opens a program on a foreign machine."
    meaning_zh = "快捷方式会打开外部主机上的程序。"
  strings:
    $web = /\\\\[\w.-]{3,80}(@(SSL@?)?\d{1,5})\\[^\x00]{1,200}|\\\\[\w.-]{3,80}\\DavWWWRoot\\/ nocase ascii wide
    $number = /\\\\\d{1,3}(\.\d{1,3}){3}\\[^\x00]{1,200}\.(exe|scr|js|jse|vbs|vbe|hta|bat|cmd|ps1|dll|msi|lnk|cpl|wsf)/ nocase ascii wide
    $local = /\\\\(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|127\.)/ private ascii wide
  condition:
    lnk.is_lnk and filesize < 8MB and ($web or $number) and not $local
}

rule disguised_command {
  meta:
    author = "Assay"
    description = "A shortcut starts an interpreter out of sight, with a command that is scrambled, searches for its own file, or names a picture as a program"
    reference = "https://attack.mitre.org/techniques/T1027/012/"
    score = 76
    virus_type = "Downloader"
    family = "lnk.command"
    meaning_en = "The shortcut starts a scrambled command, or code that is hidden in a file of another kind, out of sight."
    meaning_zh = "快捷方式在后台执行混淆命令，或运行隐藏在其他类型文件中的代码。"
  strings:
    $host = /\b(cmd|powershell|pwsh|mshta|wscript|cscript|rundll32|regsvr32|conhost|forfiles|pcalua|ftp|msiexec|ssh|bash|wsl|hh|scriptrunner|SyncAppvPublishingServer|odbcconf|explorer)\.exe/ nocase ascii wide
    $carets = /[a-z]{1,4}\^[a-z]{1,4}\^[a-z]{1,4}/ nocase ascii wide
    $itself = /(findstr|find|more|type|for\s+\/f|where|gci|get-childitem|dir\s|copy\s+\/b|certutil\s+-decode|select-string)[^\x00]{0,200}\.lnk/ nocase ascii wide
    $not_code = /rundll32(\.exe)?["']?\s+["']?[^\x00,]{1,120}\.(png|jpg|jpeg|dat|tmp|log|txt|db|bin|gif|ini|cfg|ocx|pdf|docx?)["']?\s*,/ nocase ascii wide
    $proxy = /ProxyCommand\s*=|vbscript:|javascript:|pcwutl\.dll|advpack\.dll|ieadvpack|url\.dll\s*,|zipfldr\.dll\s*,|shell32\.dll\s*,\s*ShellExec/ nocase ascii wide
    $fetch = /\b(curl|wget|irm|iwr|bitsadmin|certutil|start-bitstransfer)\b[^\x00]{0,200}(https?:|[\w-]\.[a-z]{2,8}\/)/ nocase ascii wide
  condition:
    lnk.is_lnk and filesize < 16MB and $host and (
      $carets or $itself or $not_code or $fetch
      or ($proxy and lnk.show_command == lnk.ShowCommand.MIN_NO_ACTIVE)
      or (lnk.show_command == lnk.ShowCommand.MIN_NO_ACTIVE and (
        lnk.cmd_line_args matches /^\s*["']?[^,]{1,120}\.(png|jpg|jpeg|dat|tmp|log|txt|db|bin|gif|ini|cfg|pdf|docx?)["']?\s*,\s*[#\w]/i
        or (lnk.cmd_line_args matches /\.(js|jse|vbs|vbe|wsf|hta|sct)(["'\s]|$)/i and lnk.icon_location matches /imageres\.dll|shell32\.dll|acro|adobe|winword|excel|wordicon|\.pdf|\.docx?|\.xlsx?|notepad\.exe/i)
      ))
    )
}
