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
