// Windows scripts, batch files and applications of HTML that fetch and start programs.

rule system_tool_download {
  meta:
    author = "Assay"
    description = "certutil, bitsadmin, mshta or regsvr32 fetches something to be started"
    reference = "https://lolbas-project.github.io/"
    score = 82
    virus_type = "Downloader"
    family = "dropper.windows-tool"
    meaning_en = "A tool of Windows is misused to fetch a program and start it, unseen by simple filters."
    meaning_zh = "滥用 Windows 自带工具下载并启动程序，以绕过简单的防护。"
  strings:
    $certutil = /certutil(\.exe)?["']?\s+[^\n]{0,40}[-\/](urlcache|verifyctl)\s+[^\n]{0,40}https?:\/\/[^\n]{4,160}\.(exe|dll|txt|bat|ps1|vbs|dat|b64|hta|sct|jpg|png)/ nocase ascii wide
    $decode = /certutil(\.exe)?["']?\s+[-\/](f\s+[-\/])?decode(hex)?\s+[^\n]{1,120}\.(exe|dll|bat|vbs|ps1|scr)/ nocase ascii wide
    $bits = /bitsadmin(\.exe)?["']?\s+[^\n]{0,60}\/transfer\s+[^\n]{0,80}https?:\/\/[^\n]{4,160}\.(exe|dll|bat|ps1|vbs|hta|scr)/ nocase ascii wide
    $regsvr = /regsvr32(\.exe)?["']?\s+[^\n]{0,40}\/i:["']?https?:\/\/[^\n]{3,160}\s*scrobj\.dll/ nocase ascii wide
    $mshta = /mshta(\.exe)?["']?\s+["']?(https?:\/\/[^\n\s]{4,160}|(vbscript|javascript):[^\n]{4,400}(wscript\.shell|getobject|activexobject|createobject))/ nocase ascii wide
    $rundll = /rundll32(\.exe)?["']?\s+["']?javascript:[^\n]{4,400}(runhtmlapplication|getobject|activexobject)/ nocase ascii wide
    $msi = /msiexec(\.exe)?["']?\s+[^\n]{0,30}\/(q|qn|quiet)[^\n]{0,20}\/?i?\s+["']?https?:\/\/\d{1,3}(\.\d{1,3}){3}/ nocase ascii wide
    $start = /\bstart\b|&&|&\s|call\s|-exec|\.exe["']?\s*($|\r|\n)|wscript|schtasks|rundll32/ nocase ascii wide
    $about = /^(# |## |SecRule |title: |<html|<!DOCTYPE)/ nocase private
  condition:
    filesize < 4MB and not labels contains " ELF" and not labels contains " PE32" and (filesize < 4KB or not $about)
    and (any of ($regsvr, $mshta, $rundll, $msi) or (any of ($certutil, $decode, $bits) and $start))
}

rule script_fetches_program {
  meta:
    author = "Assay"
    description = "A Windows script fetches bytes, saves them to a file and starts it"
    reference = "https://attack.mitre.org/techniques/T1059/005/"
    score = 88
    virus_type = "Downloader"
    family = "dropper.windows-script"
    meaning_en = "The script fetches a program from the network, saves it and starts it."
    meaning_zh = "脚本从网络下载程序，保存后启动。"
  strings:
    $http = /(m(icro)?s(oft)?xml2?\.(server)?xmlhttp|winhttp\.winhttprequest|msxml2\.serverxmlhttp|internetexplorer\.application)/ nocase ascii wide
    $stream = /adodb\.stream/ nocase ascii wide
    $save = /\.\s*savetofile\b/ nocase ascii wide
    $body = /\.\s*responsebody\b/ nocase ascii wide
    $start = /\.\s*(run|exec|shellexecute)\b|\bshell\s*\(|(wmi|winmgmts)[\w:\\.!\/]{0,60}win32_process/ nocase ascii wide
    $shell = /wscript\.shell|shell\.application|win32_process|vba\.shell|\bshell\s*\(/ nocase ascii wide
    $type = /\.\s*type\s*=\s*(1|adTypeBinary)\b/ nocase ascii wide
    $asp = /<%|server\.createobject|request\.form/ nocase ascii wide
  condition:
    filesize < 2MB and $http and $stream and $save and ($body or $type) and $start and $shell and not $asp
    and not labels contains " PE32" and not labels contains " ELF"
}

rule script_obfuscated {
  meta:
    author = "Assay"
    description = "A Windows script decodes text into code or commands and runs it"
    reference = "https://attack.mitre.org/techniques/T1027/010/"
    score = 80
    virus_type = "MalScript"
    family = "dropper.windows-script-obfuscated"
    meaning_en = "The script decodes hidden text and runs it through the Windows script host."
    meaning_zh = "脚本解码隐藏文本，并通过 Windows 脚本宿主执行。"
  strings:
    $host = /new\s+activexobject\s*\(|wscript\s*\.\s*(createobject|shell|sleep|echo|quit|scriptfullname)|createobject\s*\(/ nocase
    $execute = /[^\w."](execute|executeglobal|eval)\s*\(?\s*(\w{1,40}\s*\(|chrw?\s*\(|strreverse|replace\s*\(|unescape\s*\()/ nocase
    $chr = /(chrw?\s*\(\s*[^)]{1,30}\)\s*&\s*){8}/ nocase
    $codes = /fromcharcode\s*\(\s*[^)]{1,60}\)/ nocase
    $split = /["'](w["']\s*[&+]\s*["']script|wsc["']\s*[&+]\s*["']ript|wscri?["']\s*[&+]\s*["']p?t\.sh|scripting\.fi["']\s*[&+]|msxml2\.x["']\s*[&+]|ado["']\s*[&+]\s*["']db|shell["']\s*[&+]\s*["']\.appl)/ nocase
    $run = /\.\s*(run|exec|shellexecute)\s*\(?\s*[\w"'(]|\[\s*["']run["']\s*\]/ nocase
    $eval = /\b(eval|new\s+Function)\s*\(\s*\w/ nocase
    $page = /<%|runat\s*=|\bmodule\.exports\b|\brequire\s*\(|\bdocument\.(createElement|getElementById|getElementsByTagName)\b/ nocase
  condition:
    filesize < 1MB and $host and not $page and not labels contains " PE32" and not labels contains " ELF"
    and (
      ($execute and ($chr or #chr > 0 or filesize < 20KB) and ($run or $chr))
      or ($chr and $run)
      or ($split and ($run or $eval or $execute))
      or ($codes and $eval and $run)
    )
}

rule script_starts_hidden_powershell {
  meta:
    author = "Assay"
    description = "A Windows script or an application of HTML starts PowerShell unseen"
    reference = "https://attack.mitre.org/techniques/T1218/005/"
    score = 80
    virus_type = "Downloader"
    family = "dropper.windows-script-start"
    meaning_en = "The script starts PowerShell or a command without showing a window, to fetch or run something."
    meaning_zh = "脚本隐藏窗口启动 PowerShell 或命令，以下载或执行其他内容。"
  strings:
    $shell = /wscript\.shell|shell\.application|win32_process/ nocase ascii wide
    $run = /\.\s*(run|exec|shellexecute|create)\s*\(?[^\n]{0,200}(powershell|cmd(\.exe)?\s*\/c|mshta|rundll32|regsvr32)[^\n]{0,400}(hidden|-w\s+1|,\s*0\s*(,|\)|\r|\n|:|$)|-e(nc)?\s|bypass|http)/ nocase ascii wide
    $stored = /=\s*["'](cmd(\.exe)?\s*\/c\s*)?powershell[^\n]{0,300}(hidden|-enc|bypass|downloadstring|http)/ nocase ascii wide
    $call = /\.\s*(run|exec|shellexecute|create)\s*\(?\s*\w+/ nocase ascii wide
    $fetch = /https?:\/\/|download|-e(nc|ncodedcommand)?\s+[A-Za-z0-9+\/=]{30}|frombase64/ nocase ascii wide
    $page = /<%|server\.createobject|\nimport \w+\s/ nocase ascii wide
  condition:
    filesize < 2MB and $shell and $fetch and ($run or ($stored and $call)) and not $page
    and not labels contains " PE32" and not labels contains " ELF"
}

rule script_decodes_program {
  meta:
    author = "Assay"
    description = "A Windows script decodes what it carries into a file and starts it"
    reference = "https://attack.mitre.org/techniques/T1140/"
    score = 78
    virus_type = "Trojan"
    family = "dropper.windows-script"
    meaning_en = "The script decodes a program that it carries, saves it and starts it."
    meaning_zh = "脚本解码自带的程序，保存后启动。"
  strings:
    $decode = /bin\.(base64|hex)|nodetypedvalue|certutil[^\n]{0,40}-decode/ nocase ascii wide
    $save = /\.\s*savetofile\b|\bcreatetextfile\b|certutil[^\n]{0,40}-decode/ nocase ascii wide
    $start = /\.\s*(run|exec|shellexecute|create)\b/ nocase ascii wide
    $name = /\.(exe|dll|scr|bat|cmd|vbs|js|ps1|hta|msi|cpl)["'\s]/ nocase ascii wide
    $shell = /wscript\.shell|shell\.application|win32_process/ nocase ascii wide
    $page = /<%|server\.createobject|request\.form/ nocase ascii wide
  condition:
    filesize < 16MB and all of ($decode, $save, $start, $name, $shell) and not $page
    and not labels contains " PE32" and not labels contains " ELF" and not labels contains " PDF "
}
