// Traits of scripts that are seldom together in honest ones. Each is a hint: only several of them come to a verdict.

private rule script_text {
  strings:
    $document = /^(# |## |<!DOCTYPE|<html|<\?xml|\.TH |title: |%PDF|\{\\rtf)/ nocase
  condition:
    filesize < 24KB and not $document
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF " and not labels contains " HTML "
    and not labels contains " LNK " and not labels contains " OLE" and not labels contains " Zip "
}

rule hint_fetches_from_number {
  meta:
    author = "Assay"
    description = "A script fetches something from a machine that is named by its number"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 34
    virus_type = "Downloader"
    family = "hint.fetch"
    meaning_en = "The script fetches something from a machine that is named by its number only."
    meaning_zh = "脚本从仅以 IP 标识的主机获取内容。"
  strings:
    $fetch = /\b(wget|curl|tftp|ftpget|lwp-download|fetch|certutil|bitsadmin|iwr|irm|Invoke-WebRequest|Invoke-RestMethod|DownloadFile|DownloadString|DownloadData|Start-BitsTransfer|urlopen|urlretrieve|requests\.get|https?\.get|http\.Get|XMLHTTP|InetGet|URLDownloadToFile|openStream)\b/ nocase
    $number = /https?:\/\/\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?\/[\w.$\/?=&%{}-]{1,100}/
    $local = /https?:\/\/(127\.|0\.0\.0\.0|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|8\.8\.|1\.1\.1\.1|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)/ private
  condition:
    script_text and $fetch and $number and not $local
}

rule hint_fetches_program {
  meta:
    author = "Assay"
    description = "A script saves what it fetches as a program and starts it"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 28
    virus_type = "Downloader"
    family = "hint.program"
    meaning_en = "The script saves what it fetches as a program and starts it."
    meaning_zh = "脚本将下载内容保存为程序并启动。"
  strings:
    $windows_fetch = /\b(certutil[^\n]{0,60}urlcache|bitsadmin[^\n]{0,60}\/transfer|DownloadFile|Start-BitsTransfer|URLDownloadToFile|InetGet|\.SaveToFile|-out\w*\s|urlretrieve)\b/ nocase
    $windows_name = /\.(exe|dll|scr|bat|vbs|ps1|hta|js)\b/ nocase
    $windows_start = /\b(Start-Process|start\s+""|ShellExecute|WinExec|rundll32|regsvr32|\.Run|\.Create|Popen|startfile|Process\]::Start|cmd\s*\/c|os\.system|Invoke-Item|sc\s+start)\b/ nocase
    $unix_fetch = /\b(wget|curl)\s[^\n]{0,160}(-\w*[oO]\w*\s|>\s*)["']?[\$\w\/.{-]/
    $unix_start = /\bchmod\s+(\+x|a\+x|u\+x|0?[57][0-7]{2})\s+["']?\$?[\w\/.{-]{1,60}["']?\s*(;|&&|\n|\|\|)\s*(nohup\s+|setsid\s+|sudo\s+|\()*["']?(\.\/|\$\w|\$\{|\/tmp|\/var\/tmp|\/dev\/shm)/
  condition:
    script_text and (($windows_fetch and $windows_name and $windows_start) or ($unix_fetch and $unix_start))
}

rule hint_out_of_sight {
  meta:
    author = "Assay"
    description = "A script starts something without a window, or without an output and a terminal"
    reference = "https://attack.mitre.org/techniques/T1564/003/"
    score = 24
    virus_type = "MalScript"
    family = "hint.hidden"
    meaning_en = "The script starts something out of its user's sight."
    meaning_zh = "脚本在用户看不到的情况下启动其他程序。"
  strings:
    $powershell = /-w(i(ndowstyle|n)?)?\s+["']?(h(id(den)?)?|1)\b/ nocase
    $wscript = /\.\s*run\s*\(?[^\n]{1,300},\s*0\s*(,|\)|\r|\n|:|$)/ nocase
    $flag = /0x0?8000000\b|CREATE_NO_WINDOW|windowsHide\s*:\s*true|SW_HIDE|CreateNoWindow\s*=\s*true|ProcessWindowStyle\.Hidden|STARTF_USESHOWWINDOW|HideWindow\s*:\s*true|vbHide/ nocase
    $attribute = /attrib\s+(\+[sh]\s*){1,2}/ nocase
    $headless = /conhost(\.exe)?["']?\s[^\n]{0,20}--headless/ nocase
    $minimal = /start\s+(\/b\s+)?\/min\s/ nocase
    $shell = /(nohup|setsid)\s[^\n]{1,160}>\s*\/dev\/null\s+2>&1\s*&|\)?\s*>\s*\/dev\/null\s+2>&1\s*&\s*(disown|sleep|rm|\n\s*rm|$)/
    $exec = /(^|\n)\s*exec\s*(1?>|&>)\s*\/dev\/null\s*(2>&1)?/
  condition:
    script_text and any of them
}

rule hint_stays {
  meta:
    author = "Assay"
    description = "A script makes something start with the system or again and again"
    reference = "https://attack.mitre.org/techniques/T1547/"
    score = 22
    virus_type = "MalScript"
    family = "hint.stays"
    meaning_en = "The script makes something start with the system or again and again."
    meaning_zh = "脚本将程序设为随系统或定时启动。"
  strings:
    $run = /\\{1,2}CurrentVersion\\{1,2}Run(Once)?\b/ nocase
    $startup = /Start Menu\\{1,2}Programs\\{1,2}Startup|\.config\/autostart|SpecialFolders\s*\(\s*["']Startup/ nocase
    $task = /schtasks(\.exe)?["']?\s+\/create|Register-ScheduledTask|RegisterTaskDefinition|Schedule\.Service/ nocase
    $service = /\bsc(\.exe)?\s+create\s[^\n]{0,160}start=\s*auto|New-Service\b/ nocase
    $cron = /\|\s*crontab\s+-|crontab\s+["']?[\/$\w]|>>?\s*\/etc\/(cron\w*|crontab)|\/var\/spool\/cron|@reboot\s/
    $profile = />>\s*["']?(~|\$HOME|\/root|\/home\/\w+)?\/?(\.bashrc|\.profile|\.bash_profile|\.zshrc)|>>\s*\/etc\/(rc\.local|profile)|\/etc\/ld\.so\.preload/
    $agent = /Library\/Launch(Agents|Daemons)\/|launchctl\s+load/
    $wmi = /__EventFilter|CommandLineEventConsumer/ nocase
  condition:
    script_text and any of them
}

rule hint_odd_place {
  meta:
    author = "Assay"
    description = "A script puts a program where everybody can write, under a hidden name or that of a program of the system"
    reference = "https://attack.mitre.org/techniques/T1036/005/"
    score = 26
    virus_type = "MalScript"
    family = "hint.place"
    meaning_en = "The script puts a program into a folder for temporary files, hidden or under the name of a program of the system."
    meaning_zh = "脚本将程序放入临时或公共目录，并隐藏或冒充系统程序名。"
  strings:
    $hidden = /["'=\s>](\/tmp|\/var\/tmp|\/dev\/shm|\/var\/run|\/usr\/(share|lib|include)|\/etc|~\/\.cache|\$HOME)\/\.[\w.$-]{1,30}\b/
    $public = /(C:\\{1,2}Users\\{1,2}Public|%PUBLIC%|\$env:PUBLIC|C:\\{1,2}ProgramData|\$env:ProgramData|%ProgramData%|C:\\{1,2}PerfLogs|C:\\{1,2}Windows\\{1,2}Temp)\\{1,2}[\w.\\ -]{0,60}\.(exe|dll|vbs|js|ps1|bat|hta|scr|cmd|py)\b/ nocase
    $temporary = /(%TEMP%|%TMP%|%APPDATA%|%LOCALAPPDATA%|\$env:(TEMP|TMP|APPDATA|LOCALAPPDATA))\\{1,2}[\w.\\ -]{0,60}\.(exe|dll|scr|vbs|hta)\b|Join-Path\s+\$env:(TEMP|APPDATA|LOCALAPPDATA|PUBLIC)\s+["'][^"'\n]{1,60}\.(exe|dll|scr|vbs)/ nocase
    $named = /[\\\/"'](svchost|csrss|winlogon|lsass|spoolsv|taskhostw?|conhost|dllhost|RuntimeBroker|wlanext|dwm|smss|kworker\w*|kswapd\w*|kthreadd\w*|systemd-\w{3,10}d?|sshd|crond|dbus-daemon|\[k\w+(\/\d)?\])(\.exe)?["'\s;]/
    $saved = /(DownloadFile|-Out\w*\s|-o\s|-O\s|SaveToFile|urlretrieve|copy\s|cp\s|mv\s|CopyFile|>\s|open\s*\()/ nocase
  condition:
    script_text and $saved and (any of ($hidden, $public, $temporary) or ($named and filesize < 16KB))
}

rule hint_removes_traces {
  meta:
    author = "Assay"
    description = "A script removes itself, the history of commands or the logs"
    reference = "https://attack.mitre.org/techniques/T1070/"
    score = 26
    virus_type = "MalScript"
    family = "hint.traces"
    meaning_en = "The script removes itself or the traces of what it did."
    meaning_zh = "脚本删除自身或清除操作痕迹。"
  strings:
    $self = /\b(rm|unlink|shred)\s[^\n]{0,20}["']?(\$0|\$\{0\}|\$BASH_SOURCE|\$\(basename \$0\))["']?|del\s+(\/\w\s+)*["']?%~f?0|Remove-Item[^\n]{0,30}\$(MyInvocation|PSCommandPath)|DeleteFile\s*\(?\s*WScript\.ScriptFullName|os\.(remove|unlink)\s*\(\s*(__file__|sys\.argv\[0\])/ nocase
    $history = /history\s+-c|unset\s+HISTFILE|HISTFILE=\/dev\/null|rm\s+(-\w+\s+)?~?[\w\/$]*\.bash_history|Clear-History|ConsoleHost_history/
    $logs = /(>|rm\s[^\n]{0,30}|cat\s+\/dev\/null\s*>)\s*\/var\/(log\/(wtmp|btmp|lastlog|secure|auth\.log|cron|messages)|spool\/mail\/root)|wevtutil(\.exe)?\s+cl\s|Clear-EventLog/
    $loaded = /&\s*(sleep\s+\d+\s*[;&]*\s*)?\n?\s*rm\s+(-\w+\s+)?["']?(\$\w+|\/tmp\/|\/var\/tmp\/|\/dev\/shm\/)/
  condition:
    script_text and any of them
}

rule hint_protection_off {
  meta:
    author = "Assay"
    description = "A script switches protection off, or makes an exception of itself"
    reference = "https://attack.mitre.org/techniques/T1562/001/"
    score = 36
    virus_type = "MalScript"
    family = "hint.protection"
    meaning_en = "The script switches the system's protection off, or makes exceptions from it."
    meaning_zh = "脚本关闭系统防护或添加例外。"
  strings:
    $defender = /(Add|Set)-MpPreference\b[^\n]{0,60}(Exclusion|Disable)|DisableAntiSpyware|DisableRealtimeMonitoring|sc(\.exe)?\s+(stop|delete|config)\s+WinDefend/ nocase
    $policy = /Set-ExecutionPolicy\s+(-\w+\s+)*(Bypass|Unrestricted)\s[^\n]{0,30}-Force|EnableLUA["']?\s[^\n]{0,40}\b0\b|ConsentPromptBehaviorAdmin[^\n]{0,40}\b0\b/ nocase
    $unix = /setenforce\s+0|(systemctl|service)\s+(stop|disable)\s+(apparmor|firewalld|ufw|auditd|aliyun\w*|cloudmonitor|falcon\w*)|iptables\s+-F\b|ufw\s+disable|(aliyun|yunjing|qcloud)[\w.\/-]{0,40}uninst|pkill\s[^\n]{0,20}(aliyun|YunJing|AliSecGuard|barad_agent|falcon-sensor)/ nocase
    $macos = /spctl\s+--master-disable|csrutil\s+disable|xattr\s+-\w*[dc]\w*\s[^\n]{0,20}com\.apple\.quarantine/
    $amsi = /amsi(Utils|InitFailed|ScanBuffer|Context)/ nocase
  condition:
    script_text and any of them
}

rule hint_spies {
  meta:
    author = "Assay"
    description = "A script takes the screen, the camera, the clipboard or the keys"
    reference = "https://attack.mitre.org/techniques/T1113/"
    score = 30
    virus_type = "Stealer"
    family = "hint.spies"
    meaning_en = "The script takes what its user sees or types."
    meaning_zh = "脚本采集屏幕、摄像头、剪贴板或按键。"
  strings:
    $screen = /CopyFromScreen|ImageGrab\.grab|pyautogui\.screenshot|\bmss\s*\(|screencapture\s+-|scrot\b|XGetImage|desktopCapturer/
    $camera = /cv2\.VideoCapture|capCreateCaptureWindow|imagesnap|fswebcam/
    $keys = /GetAsyncKeyState|pynput\.keyboard|from\s+pynput|keyboard\.on_press|keyboard\.hook|pyHook|\/dev\/input\/event|_IsPressed\s*\(/
    $clipboard = /pyperclip\.paste|Get-Clipboard|Clipboard\]?(::|\.)GetText|pbpaste|xclip\s+-o|win32clipboard/
  condition:
    script_text and any of them
}

rule hint_sends_away {
  meta:
    author = "Assay"
    description = "A script sends files or texts to a bare address, a chat service, or a service for throw-away files"
    reference = "https://attack.mitre.org/techniques/T1567/"
    score = 34
    virus_type = "Stealer"
    family = "hint.sends"
    meaning_en = "The script sends files or texts to a bare address, a chat service or a service for throw-away files."
    meaning_zh = "脚本将文件或文本发送到裸 IP、聊天服务或临时文件服务。"
  strings:
    $service = /api\.telegram\.org\/bot|discord(app)?\.com\/api\/(v\d+\/)?webhooks\/|transfer\.sh|file\.io\b|gofile\.io|anonfiles|webhook\.site|\.oast(ify)?\.|pipedream\.net|requestbin|catbox\.moe|0x0\.st|bashupload|temp\.sh|pastebin\.com\/api/ nocase
    $number = /(UploadFile|UploadString|UploadData|requests\.post|curl\s[^\n]{0,80}(-F|-T|-d|--data\S*|--upload-file)\s|Method\s+Post|axios\.post|http\.Post|InetRead|FTP\s*\()[^\n]{0,120}["'\s\/]\d{1,3}(\.\d{1,3}){3}(["':]|\/)/ nocase
    $post = /UploadFile|UploadString|requests\.post|curl(\.exe)?\s[^\n]{0,120}(-F|-T|-d|--data\S*|--upload-file|-X\s*POST)\b|Method\s+Post|axios\.post|fetch\s*\(|sendDocument|send_document|send_photo|http\.Post|urlopen\s*\(/ nocase
  condition:
    script_text and (($service and $post) or $number)
}

rule hint_hides_text {
  meta:
    author = "Assay"
    description = "A script decodes an address or a command that it keeps in letters nobody reads"
    reference = "https://attack.mitre.org/techniques/T1140/"
    score = 22
    virus_type = "MalScript"
    family = "hint.text"
    meaning_en = "The script decodes an address or a command that stands in it in unreadable form."
    meaning_zh = "脚本解码其中以不可读形式保存的地址或命令。"
  strings:
    // "http://" and "https://" in base64, in hexadecimal and backwards; "powershell", "cmd.exe" and "Invoke" in base64.
    $address = /aHR0c(Dov|HM6L)|68747470(73)?3a2f2f|\/\/:s?ptth/
    $command = /cG93ZXJzaGVsb|cABvAHcAZQByAHMAaABlAGwAbA|Y21kLmV4Z|SW52b2tlL|L2Jpbi9(iY|z)|IyEvYmlu/
    $decode = /base64|atob|b64decode|unhexlify|fromhex|FromHexString|\bxxd\b|strreverse|\[::-1\]|\.reverse\s*\(|"&H"|fromCharCode|hex2bin|certutil[^\n]{0,20}-decode/ nocase
  condition:
    script_text and any of ($address, $command) and $decode
}

rule hint_runs_what_comes {
  meta:
    author = "Assay"
    description = "A script runs as code or as a command what it fetched, received or found in the registry"
    reference = "https://attack.mitre.org/techniques/T1059/"
    score = 34
    virus_type = "Downloader"
    family = "hint.runs"
    meaning_en = "The script runs as code what it fetched or found elsewhere."
    meaning_zh = "脚本把下载或从别处读取的内容当作代码执行。"
  strings:
    $shell = /\b(eval|(ba|z)?sh\s+-c)\s+["']?(\$\((curl|wget)\s|`(curl|wget)\s)|\b(ba|z)?sh\s+<\(\s*(curl|wget)\s|\b\w{1,12}=\$\((curl|wget)\s[^\n]{1,200}\b((ba|z)?sh\s+-c|eval)\s+["']?\$/
    $registry = /\b(iex|invoke-expression)\b[^\n]{0,40}(get-itemproperty|\bgp\b|\[microsoft\.win32\.registry\]|hk(cu|lm):)/ nocase
    $windows = /\b(iex|invoke-expression)\b[^\n]{0,60}(downloadstring|\birm\b|\biwr\b|invoke-webrequest|invoke-restmethod)|(\birm\b|\biwr\b|downloadstring)[^\n]{0,160}\|\s*(iex|invoke-expression)\b/ nocase
    $host = /[\s:]execute(global)?[\s(]{1,4}\w{1,20}\s*(\.responsetext|\r|\n|$|:)/ nocase
    $output = /getoutput\s*\(\s*\w{1,20}\b|os\.popen\s*\(\s*\w{1,20}\s*\)|\bexec\s*\(\s*\w{1,20}\.(text|content)\b|exec\s*\(\s*\w{1,20}\.read\s*\(/
    $encoded = /base64\s+(-d|-D|--decode)\s*\|\s*(ba|z)?sh\b|\|\s*base64\s+(-d|-D|--decode)\s*\)"?\s*$/
  condition:
    script_text and any of them
}

rule hint_takes_secrets {
  meta:
    author = "Assay"
    description = "A script reads keys, histories, messages or stored logins of its user"
    reference = "https://attack.mitre.org/techniques/T1552/"
    score = 42
    virus_type = "Stealer"
    family = "hint.secrets"
    meaning_en = "The script reads keys, histories or messages of its user."
    meaning_zh = "脚本读取用户的密钥、历史记录或聊天消息。"
  strings:
    $keys = /\.ssh\/(id_(rsa|ed25519|ecdsa|dsa)\b|\*)|\.aws\/credentials|\.git-credentials|\.docker\/config\.json|\.kube\/config|application_default_credentials/
    $history = /\.(bash|zsh|mysql|psql|python)_history|ConsoleHost_history/
    $messages = /Library\/Messages\/chat\.db|Signal\/sql|Telegram Desktop|\.thunderbird|Microsoft\\{1,2}Outlook|NoteStore\.sqlite/
    $chain = /login\.keychain|find-generic-password|dump-keychain|vaultcmd|cmdkey\s+\/list/ nocase
    $privacy = /TCC\.db/
    $read = /open\s*\(|\bcat\s|\bcp\s|CopyFile|copyfile|readFile|Get-Content|\btar\s|\bzip\s|sqlite3|security\s/
    $own = /ssh-keygen|ssh-add|ssh-copy-id|unittest|pytest/ private
  condition:
    script_text and $read and any of ($keys, $history, $messages, $chain, $privacy) and not $own
}
