// Scripts of Windows and of languages that fetch a program, start it unseen and make it stay.

rule batch_plants_program {
  meta:
    author = "Assay"
    description = "A batch file fetches a program, starts it, hides itself and makes it start again"
    reference = "https://attack.mitre.org/techniques/T1059/003/"
    score = 80
    virus_type = "Downloader"
    family = "dropper.batch-install"
    meaning_en = "The batch file fetches a program, hides what it does, and makes the program start again."
    meaning_zh = "批处理下载程序、隐藏自身并设置自启动。"
  strings:
    $batch = /@?echo\s+off|%~dp0|%~f0|setlocal/ nocase
    $fetch = /\b(curl(\.exe)?\s[^\n]{0,120}https?:|bitsadmin\s|certutil(\.exe)?\s[^\n]{0,40}urlcache|DownloadFile|DownloadString|Invoke-WebRequest|\biwr\s|Start-BitsTransfer|wget\s[^\n]{0,60}https?:)/ nocase
    $start = /\b(start|call)\s[^\n]{0,120}\.(exe|vbs|js|ps1|pyw?|bat|dll|cmd|hta)\b|powershell[^\n]{0,120}-file\s|\b(pythonw?|wscript|cscript|rundll32|regsvr32|mshta)(\.exe)?["']?\s/ nocase
    $h1 = /start\s+(\/b\s+)?\/min\s[^\n]{0,60}%~|windowstyle\s+h|-w\s+h(idden)?\b|cmd\s+\/c\s+["']?%~f?0|vbHide|wscript\s[^\n]{0,40}invisible/ nocase
    $h2 = /attrib\s+(\+[hs]\s*){1,2}/ nocase
    $h3 = /\bdel\s+(\/\w\s+)*["']?%~f?0|\(goto\)\s*2>nul/ nocase
    $h4 = /\\Start Menu\\Programs\\Startup|CurrentVersion\\Run\b|schtasks(\.exe)?\s+\/create/ nocase
    $h5 = /ExclusionPath|DisableRealtimeMonitoring|netsh\s[^\n]{0,40}firewall[^\n]{0,40}(off|disable)|sc\s+stop\s+windefend|DisableAntiSpyware/ nocase
    $h6 = /taskkill\s+[^\n]{0,40}(taskmgr|msmpeng|processhacker|procexp|wireshark)/ nocase
    $h7 = /%(appdata|temp|tmp|public|programdata|localappdata)%\\[^\n]{0,80}\.(exe|vbs|js|ps1|pyw?|bat|dll)|cdn\.discordapp\.com|https?:\/\/\d{1,3}(\.\d{1,3}){3}|raw\.githubusercontent\.com|pastebin|paste\.ee|transfer\.sh|file\.io|dropbox/ nocase
  condition:
    filesize < 512KB and $batch and $fetch and $start and (3 of ($h*) or ($h7 and $h1 and any of ($h2, $h3, $h4, $h5, $h6)) or ($h5 and $h7))
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule script_plants_program {
  meta:
    author = "Assay"
    description = "A script of a programming language fetches a program for Windows, starts it unseen and makes it stay"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 78
    virus_type = "Downloader"
    family = "dropper.script-install"
    meaning_en = "The script fetches a program, starts it unseen and makes it start again."
    meaning_zh = "脚本下载程序、隐藏启动并设置自启动。"
  strings:
    $url = /https?:\/\/[^\s"'`<>]{4,200}\.(exe|scr|bat|ps1|dll|vbs|msi|cmd|hta)(\?[^"'`\s]{0,80})?["'`\s]/ nocase
    $fetch = /urlretrieve|requests\.get|urlopen|DownloadFile|downloadData|axios|https?\.get\s*\(|fetch\s*\(|http\.Get\s*\(|Net::HTTP|LWP::|file_get_contents|DownloadData|URLDownloadToFile|HttpURLConnection|openStream|Start-BitsTransfer|Invoke-WebRequest|\biwr\b/ ascii
    $start = /subprocess\.\w+\s*\(|os\.(startfile|system|popen)\s*\(|child_process|Process\.Start|exec\.Command\s*\(|ShellExecute|Runtime\.getRuntime|\bspawn\s*\(|Process\.new|system\s*\(|Start-Process|&\s*["']\$/
    $h1 = /CurrentVersion\\{1,4}Run\b|Programs\\{1,4}Startup|schtasks|winreg\./ nocase
    $h2 = /0x0?8000000|CREATE_NO_WINDOW|windowsHide|SW_HIDE|WindowStyle\.Hidden|HideWindow|STARTF_USESHOWWINDOW|CreateNoWindow\s*=\s*true|WindowStyle\s+Hidden/ nocase
    $h3 = /gettempdir|getenv\s*\(\s*["'](TEMP|APPDATA|LOCALAPPDATA|PUBLIC|PROGRAMDATA)|environ(\.get)?[\[(]\s*["'](TEMP|APPDATA|LOCALAPPDATA|PUBLIC)|process\.env\.(TEMP|APPDATA|LOCALAPPDATA|PUBLIC)|os\.tmpdir\s*\(|GetTempPath|java\.io\.tmpdir|SpecialFolder\.(ApplicationData|LocalApplicationData)/ nocase
    $h4 = /ExclusionPath|DisableRealtimeMonitoring|SetFileAttributes|FILE_ATTRIBUTE_HIDDEN|attrib\s+\+h/ nocase
    $h5 = /["'\/\\](svchost|csrss|winlogon|explorer|WindowsUpdate|RuntimeBroker|chrome_?update|msedgeupdate|SecurityHealth\w*|dwm|lsass|spoolsv|taskhostw?|conhost|WindowsDefender|OneDriveUpdate\w*)\.exe["']/ nocase
    $h6 = /cdn\.discordapp\.com|https?:\/\/\d{1,3}(\.\d{1,3}){3}|pastebin|paste\.ee|transfer\.sh|anonfiles|file\.io|\.ngrok|gofile\.io|catbox\.moe/ nocase
    $test = /unittest|pytest|describe\s*\(\s*["']/ private
  condition:
    filesize < 1MB and $url and $fetch and $start and 3 of ($h*) and not $test
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule script_carries_program {
  meta:
    author = "Assay"
    description = "A script decodes a program that it carries, saves it and starts it"
    reference = "https://attack.mitre.org/techniques/T1140/"
    score = 76
    virus_type = "Trojan"
    family = "dropper.script-install"
    meaning_en = "The script decodes a program that it carries, saves it and starts it."
    meaning_zh = "脚本解码自带的程序，保存后启动。"
  strings:
    $body = /TVqQAAMAAAAEAAAA|TVpQAAIAAAAEAA8A|TVqAAAEAAAAEABAA|f0VMRgIBAQ|f0VMRgEBAQ|4d5a90000300000004000000|7f454c46020101/ nocase
    $decode = /b64decode|base64_decode|base64\s+(-d|-D|--decode)|FromBase64String|Buffer\.from|unhexlify|fromhex|decode_base64|DecodeString|atob|xxd\s+-r/ nocase
    $save = /open\s*\([^\n]{1,120}["']\w?wb?\+?b?["']|writeFile(Sync)?\s*\(|WriteAllBytes|Set-Content|>\s*["']?[\/$~]|\.write\s*\(|os\.WriteFile|file_put_contents|SaveToFile/
    $start = /subprocess\.\w+\s*\(|os\.(system|startfile|popen|exec\w+)\s*\(|\b(exec|spawn)(File)?(Sync)?\s*\(|Start-Process|Process\.Start|chmod\s+(\+x|0?7\d\d)|exec\.Command|shell_exec|ShellExecute/
    $place = /gettempdir|tempfile|\/tmp\/|\/dev\/shm|TEMP|APPDATA|PUBLIC|ProgramData|tmpdir|creationflags|windowsHide|mktemp/
    $test = /unittest|pytest|describe\s*\(\s*["']|\bassert\b/ private
  condition:
    filesize < 64MB and uint16be(0) != 0x4d5a and uint32be(0) != 0x7f454c46 and all of ($body, $decode, $save, $start, $place) and not $test
    and not labels contains " PDF " and not labels contains " Zip "
}

rule names_in_a_list {
  meta:
    author = "Assay"
    description = "JavaScript for the Windows script host whose names are renamed and kept in a list"
    reference = "https://attack.mitre.org/techniques/T1027/010/"
    score = 78
    virus_type = "MalScript"
    family = "dropper.windows-script-obfuscated"
    meaning_en = "The script hides the names of the objects by which it controls Windows in a list."
    meaning_zh = "脚本将用于控制 Windows 的对象名藏入列表以躲避识别。"
  strings:
    $renamed = /\b_0x[0-9a-f]{2,8}\b/
    $host = /\bActiveXObject\b|\bWScript\b|\bwscr/ nocase
    $act = /\bRun\b|ShellExecute|\bExec\b|SaveToFile|powershell|cmd(\.exe)?\s*\/c|ADODB|XMLHTTP/
    $page = /\bdocument\.|\bjQuery\b|addEventListener|module\.exports|getElementById/ private
  condition:
    filesize < 2MB and #renamed > 7 and $host and $act and not $page
    and not labels contains " ELF" and not labels contains " PE32"
}

rule batch_carries_program {
  meta:
    author = "Assay"
    description = "A batch file decodes a program or an archive out of its own text and starts it"
    reference = "https://attack.mitre.org/techniques/T1140/"
    score = 82
    virus_type = "Trojan"
    family = "dropper.batch-carries"
    meaning_en = "The batch file decodes a program out of its own text and starts it."
    meaning_zh = "批处理从自身文本中解码出程序并启动。"
  strings:
    $decode = /certutil(\.exe)?["']?\s[^\n]{0,40}-decode(hex)?\b|FromBase64String/ nocase
    $own = /%~f0|%~dpnx0|%0\b|(findstr|more|find|for\s+\/f)[^\n]{0,80}%~/ nocase
    $body = /TVqQAAMAAAAEAAAA|TVpQAAIAAAAEAA8A|TVoAAAAAAAAA|TVqAAAEAAAAEABAA|TVNDRg|UEsDBB|H4sIAAAA|-----BEGIN CERTIFICATE-----/
    $start = /\b(start|call|rundll32|regsvr32|wscript|cscript|powershell|cmd)\b[^\n]{0,120}(\.exe|\.dll|\.vbs|\.js|\.bat|%\w+%|-)|\bLoad\s*\(/ nocase
    $batch = /@?echo\s+off|%~f0|\bgoto\b|\bset\s+"?\w+=/ nocase
  condition:
    filesize < 32MB and uint16be(0) != 0x4d5a and $batch and $decode and $body and $start and ($own or filesize < 512KB)
    and not labels contains " PDF "
}
