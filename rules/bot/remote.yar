// Scripts that fetch orders from afar and answer with what came of them.

rule chat_service_controls {
  meta:
    author = "Assay"
    description = "Messages of a chat service run as commands, with the screen, the camera or the keys sent back"
    reference = "https://attack.mitre.org/techniques/T1102/002/"
    score = 84
    virus_type = "Backdoor"
    family = "bot.chat"
    meaning_en = "Whoever writes to a chat service runs commands on this machine and sees its screen or files."
    meaning_zh = "攻击者通过聊天服务向本机下达命令，并可查看屏幕或文件。"
  strings:
    $chat = /discord\.(Client|Bot|ext)|commands\.Bot\s*\(|telebot\.TeleBot|telegram\.(ext|Bot)|TelegramBotClient|DiscordSocketClient|DSharpPlus|api\.telegram\.org\/bot|discordgo|slack_sdk|aiogram/ ascii wide
    $run = /\b(os\.(popen|system)|subprocess\.\w+)\s*\(\s*[^)\n]{0,60}(message|msg|m|ctx|update|command|cmd|args|content|text|arg)\b|exec\.Command\s*\(\s*"(cmd|sh|bash|powershell)[^\n]{0,60}|Process\.Start|Invoke-Expression|\biex\b/ ascii wide
    $spy1 = /ImageGrab\.grab|pyautogui\.screenshot|mss\s*\(|CopyFromScreen|screenshot/ nocase ascii wide
    $spy2 = /cv2\.VideoCapture|webcam|capCreateCaptureWindow/ nocase ascii wide
    $spy3 = /pynput|keyboard\.on_press|keylog|GetAsyncKeyState/ nocase ascii wide
    $spy4 = /CurrentVersion\\{1,2}Run|Start Menu\\{1,2}Programs\\{1,2}Startup|schtasks|\bpersist/ nocase ascii wide
    $spy5 = /IsUserAnAdmin|fodhelper|bypassuac|ComputerDefaults\.exe/ nocase ascii wide
    $spy6 = /Login Data|CryptUnprotectData|passwords?\.txt|wlan show profile/ nocase ascii wide
    $spy7 = /SetCursorPos|BlockInput|SwapMouseButton|winsound|MessageBoxW|blue ?screen|NtRaiseHardError/ nocase ascii wide
  condition:
    filesize < 4MB and $chat and $run and 2 of ($spy*)
    and not labels contains " PDF "
}

rule script_asks_for_orders {
  meta:
    author = "Assay"
    description = "A script for Windows asks a server for orders again and again, runs them and sends what came of them"
    reference = "https://attack.mitre.org/techniques/T1071/001/"
    score = 84
    virus_type = "Backdoor"
    family = "bot.script"
    meaning_en = "The script asks a server again and again for orders, and runs them."
    meaning_zh = "脚本反复向服务器请求指令并执行。"
  strings:
    $loop = /while\s*\(?\s*(\$?true|1\b)|\bdo\s+while\b|\bwhile\s+true\b|for\s*\(\s*;\s*;\s*\)|\bwend\b|start-sleep/ nocase ascii wide
    $ask = /downloadstring\s*\(|invoke-(webrequest|restmethod)|\.\s*responsetext\b|\biwr\b|\birm\b/ nocase ascii wide
    $run = /\b(iex|invoke-expression)\b|[\s:]execute(global)?\s*\(?\s*\w|\beval\s*\(\s*\w|\.\s*(run|exec)\s*\(\s*["']?%?(comspec|cmd)|scriptblock\]::create/ nocase ascii wide
    $answer = /uploadstring\s*\(|uploaddata|-method\s+post|\.\s*open\s*\(?\s*["']post["']/ nocase ascii wide
    $sleep = /start-sleep|wscript\s*\.\s*sleep|thread\]::sleep/ nocase ascii wide
    $who = /computername|username|win32_computersystemproduct|win32_operatingsystem|win32_logicaldisk|hostname|whoami|volumeserialnumber|machineguid/ nocase ascii wide
    $page = /<%|Describe\s+["']|\bpester\b/ nocase
  condition:
    filesize < 512KB and $loop and $ask and $run and $answer and $sleep and $who and not $page
    and not labels contains " ELF" and not labels contains " PE32"
}

rule script_worm_of_drives {
  meta:
    author = "Assay"
    description = "A script copies itself to removable drives or shares and puts a link in the place of folders"
    reference = "https://attack.mitre.org/techniques/T1091/"
    score = 82
    virus_type = "Worm"
    family = "bot.worm"
    meaning_en = "The script copies itself to other drives and makes their users start it."
    meaning_zh = "脚本自我复制到其他磁盘，并诱使用户启动。"
  strings:
    $self = /wscript\s*\.\s*scriptfullname|scriptname|"?%~f?0"?|\$MyInvocation\.MyCommand|\bsys\.argv\[0\]|__file__/ nocase
    $drives = /drivetype\s*=\s*1|\.\s*drives\b|getdrives|win32_logicaldisk|GetLogicalDrives|autorun\.inf/ nocase
    $copy = /copyfile|\.copy\s*\(|\bcopy\b|shutil\.copy|xcopy/ nocase
    $hide = /createshortcut|\.attributes\s*=\s*[2-9]|attrib\s+\+h|\+s\s+\+h|autorun\.inf/ nocase
    $start = /CurrentVersion\\{1,2}Run\b|\\startup\\|shell\\open\\command|open\s*=|startup/ nocase
    $script = /wscript|createobject|@echo off|winreg|import os/ nocase
  condition:
    filesize < 256KB and all of them
    and not labels contains " ELF" and not labels contains " PE32"
}

rule floods {
  meta:
    author = "Assay"
    description = "A tool with several ways to flood another machine"
    reference = "https://attack.mitre.org/techniques/T1498/001/"
    score = 78
    virus_type = "DDoS"
    family = "bot.flood"
    meaning_en = "The tool floods other machines with packets or requests until they give in."
    meaning_zh = "该工具以数据包或请求洪水攻击其他主机。"
  strings:
    $named = /\b(def|sub|func|void|function|int|static void|class|async def)\s+\w{0,20}(udp|syn|tcp|http|icmp|dns|ntp|ack|slowloris|hulk|rudy|layer[47])_?(flood|attack|ddos|stress|spam)\w{0,12}/ nocase
    $word = /\b(ddos|dos attack|flooder|stresser|booter|slowloris|botnet|attack (started|sent|finished))\b/ nocase
    $send = /\.sendto\s*\(|\bsendto\s*\(|SOCK_RAW|IPPROTO_RAW|\.send\s*\(|socket\.create_connection|net\.Dial|requests\.get|send\s*\(/
    $many = /threading\.Thread|ThreadPool|pthread_create|\bfork\b|go\s+func|asyncio\.gather|multiprocessing|while\s*\(?\s*(True|1|time)/
    $random = /random\._urandom|os\.urandom|rand\s*\(|random\.(randint|choice)|rand\.(Intn|Read)|User-Agent/
  condition:
    filesize < 512KB and $send and $many and $random and (#named > 1 or (#named > 0 and $word) or #word > 3 and filesize < 64KB)
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule orders_from_a_connection {
  meta:
    author = "Assay"
    description = "A script or source connects to a bare address, runs what it receives as commands and answers, again and again"
    reference = "https://attack.mitre.org/techniques/T1059/"
    score = 82
    virus_type = "Backdoor"
    family = "reverse-shell.script"
    meaning_en = "The code takes commands from a foreign machine and runs them: whoever is there controls this one."
    meaning_zh = "代码从外部主机接收命令并执行，对端即可控制本机。"
  strings:
    $connect = /asyncio\.open_connection|socket\.socket\s*\(|socket\.create_connection|net\.Dial\w*\s*\(|TCPSocket\.(new|open)|net\.(Socket|connect|createConnection)\s*\(|\bio(\.connect)?\s*\(\s*['"`]|new\s+WebSocket\s*\(|websockets?\.(connect|create_connection|WebSocketApp)|ClientWebSocket|TcpClient|new\s+Socket\s*\(|TcpStream::connect|\bconnect\s*\(\s*\w+\s*,\s*\(\s*(const\s+)?(struct\s+sockaddr|void|SA)\s*\*/
    $number = /["'`](https?:\/\/|tcp:\/\/|wss?:\/\/)?\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?[\/"'`]/
    $service = /["'`](wss?|https?):\/\/[\w.-]{4,80}/
    $local = /["'`\/](127\.|0\.0\.0\.0|255\.|169\.254|8\.8\.|1\.1\.1\.1)/ private
    $receive = /\brecv(from)?\s*\(|readline\s*\(|\.gets\b|ReadString\s*\(|\.on\s*\(\s*['"`](data|command|cmd|message|task|exec|shell|order)['"`]|ReceiveAsync|\bread\s*\(|ReadLine\s*\(|bufio\./
    $run = /create_subprocess_shell|subprocess\.\w{3,14}\s*\([^\n]{0,120}shell\s*=\s*True|os\.popen\s*\(\s*\w|exec\.Command\s*\(\s*["`](cmd|\/bin\/(ba)?sh|sh|bash|powershell)|IO\.popen\s*\(?\s*\w|Open3\.\w+\s*\(?\s*\w|\bexec(Sync)?\s*\(\s*[\w.]{1,40}(\.toString\(\))?\s*,|\bpopen\s*\(\s*\w+\s*,|\biex\s*\(|Invoke-Expression\s+\$|spawn\s*\(\s*\w{1,20}\s*,\s*\w{1,20}\s*,\s*\{\s*shell\s*:\s*true|spawn\s*\(\s*(process\.platform[^\n]{0,80}|['"](cmd|\/bin\/|powershell)[^\n]{0,20})|Command::new\s*\(\s*"(cmd|sh|bash|\/bin\/)|ProcessStartInfo\s*\(\s*@?"(cmd|powershell|\/bin\/)|FileName\s*=\s*@?"(cmd|powershell|\/bin\/)|ProcessBuilder\s*\(\s*"(cmd|sh|bash|\/bin\/)|getRuntime\s*\(\s*\)\.exec\s*\(\s*\w/
    $answer = /\.write\s*\(|\bsend(all)?\s*\(|\.emit\s*\(|\.Write(Line)?\s*\(|SendAsync|\.pipe\s*\(|\.(print|puts)\b|write_all/
    $again = /while\s*\(?\s*(True|1|true|\$\w+\.State)|\bfor\s*\{|\bfor\s*\(\s*;\s*;|\bloop\s*(do|\{)|setTimeout|setInterval|reconnect|\.on\s*\(\s*['"`](close|error|data|message|command)/
    $test = /unittest|pytest|describe\s*\(\s*["']|\bExample\b|\bassert\b/ private
  condition:
    filesize < 48KB and $connect and $receive and $run and $answer and $again and not $test
    and (($number and not $local) or ($service and filesize < 4KB))
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF " and not labels contains " PHP "
}

rule asks_for_tasks {
  meta:
    author = "Assay"
    description = "A small script tells a server who it is, asks it for tasks again and again, runs them as commands and sends the results"
    reference = "https://attack.mitre.org/techniques/T1071/001/"
    score = 76
    virus_type = "Backdoor"
    family = "bot.script"
    meaning_en = "The script asks a server again and again for commands, runs them and sends what comes of them."
    meaning_zh = "脚本反复向服务器请求命令，执行后回传结果。"
  strings:
    $get = /requests\.get\s*\(|http\.Get\s*\(|axios\.get\s*\(|fetch\s*\(|urlopen\s*\(|https?\.get\s*\(|Net::HTTP\.get|HttpClient|\.get_json/
    $post = /requests\.post\s*\(|http\.Post\w*\s*\(|axios\.post\s*\(|method\s*:\s*['"]POST|data\s*=|Net::HTTP\.post|PostAsync/
    $run = /subprocess\.\w{3,14}\s*\([^\n]{0,120}shell\s*=\s*True|os\.popen\s*\(\s*\w|exec\.Command\s*\(\s*["`](cmd|\/bin\/(ba)?sh|sh|bash|powershell)|\bexec(Sync)?\s*\(\s*[\w.]{1,40}\s*[,)]|IO\.popen\s*\(?\s*\w|Command::new\s*\(\s*"(cmd|sh|bash|\/bin\/)/
    $again = /while\s*\(?\s*(True|1|true)|\bfor\s*\{|setInterval|\bloop\s*(do|\{)/
    $sleep = /\bsleep\s*\(|time\.Sleep|setInterval|setTimeout|thread::sleep/
    $who = /getnode\s*\(|gethostname|os\.Hostname|os\.hostname|getlogin|userInfo\s*\(|getpass|platform\.(platform|node|uname)|machine-?id/
    $word = /\b(tasks?|cmd|command|beacon|implant|c2|bot_?id|victim|agent|panel|gate|checkin|heartbeat)\b/ nocase
    $test = /unittest|pytest|describe\s*\(\s*["']|\bassert\b/ private
  condition:
    filesize < 16KB and all of ($get, $post, $run, $again, $sleep, $who) and #word > 2 and not $test
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule spreads_by_logins {
  meta:
    author = "Assay"
    description = "A script logs in to other machines by guessed passwords or found keys and makes them fetch a program"
    reference = "https://attack.mitre.org/techniques/T1021/004/"
    score = 86
    virus_type = "Worm"
    family = "bot.worm"
    meaning_en = "The script logs in to other machines and makes them fetch and start a program: it spreads by itself."
    meaning_zh = "脚本登录其他主机并使其下载运行程序，可自我传播。"
  strings:
    $library = /paramiko|asyncssh|telnetlib|crypto\/ssh|Net::SSH|ssh2_connect|impacket|psexec|wmiexec|smbexec/
    $guess = /["'](root|admin|ubuntu|pi|guest|oracle|test)["']\s*[,:]\s*["'][^"'\n]{1,24}["']|passwords?\s*=|for\s+\w*pass\w*\s+in/ nocase
    $targets = /randint\s*\(\s*\d{1,3}\s*,\s*25[45]\s*\)|rand\.Intn\s*\(\s*25[56]|random\.choice[^\n]{0,60}ip|masscan|zmap|ip_network|\.hosts\s*\(/
    $order = /(exec_command|\.write|send|run|execute|CombinedOutput|Run)\s*\([^\n]{0,120}(wget|curl|tftp)\s[^\n]{0,200}(\bsh\b|chmod|\.\/|&)/
    $known = /known_hosts|\.bash_history[^\n]{0,80}(ssh|scp)|\/etc\/hosts\b|Host\s+\\\*|arp\s+-[an]/
    $shell = /\bssh\s[^\n]{0,200}(StrictHostKeyChecking=no|BatchMode=yes|ConnectTimeout)[^\n]{0,200}(curl|wget)\s[^\n]{0,200}\|\s*(ba)?sh/
    $about = /^(# |## |<!DOCTYPE|<html|\.TH )|unittest|pytest/ private
  condition:
    filesize < 256KB and not $about and (($library and $guess and $targets and $order) or ($known and $shell))
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule device_bot_source {
  meta:
    author = "Assay"
    description = "The source of a bot for routers and cameras: its orders, its floods and its list of passwords"
    reference = "https://attack.mitre.org/techniques/T1584/005/"
    score = 82
    virus_type = "DDoS"
    family = "bot.device"
    meaning_en = "The source of a program that spreads over routers and cameras and floods other machines on command."
    meaning_zh = "针对路由器、摄像头传播并按指令发起洪水攻击的程序源码。"
  strings:
    $o1 = /"!?\*?\s?(UDP|TCP|STD|HTTP|VSE|XMAS|HOLD|JUNK|OVH|SYN|ACK)(\s?FLOOD)?"|!\*\s?(UDP|TCP|STD|SCANNER|SH|KILLATTK)/
    $o2 = /LOLNOGTFO|KILLATTK|GETLOCALIP|SCANNER (ON|OFF)|BOTKILL|TELNET (ON|OFF)|REPORT %s|My IP:/
    $o3 = /\b(attack_(udp|tcp|gre|app|init|parse|start)\w*|(send|do)?(UDP|TCP|STD|VSE|XMAS|HTTP)(flood|attack|hex)?\s*\(|vseattack|stdhex|makevsepacket\w*|attack_method_\w+)/
    $o4 = /\b(xc3511|vizxv|7ujMko0admin|Zte521|hi3518|jvbzd|zlxx|klv123\d?|juantech|xmhdipc|dreambox|GM8182|S2fGqNFs|OxhlwSG8|hunt5759|tsgoingon)\b/
    $o5 = /\/dev\/(misc\/)?watchdog|\/bin\/busybox|applet not found|scanner_init|killer_init|table_unlock_val|StartTheLelz|zprintf|listFork|advances2?\b/
    $o6 = /\b(fork|setsid|PR_SET_NAME|chdir\s*\(\s*"\/")/
    $source = /#include\s*<|package\s+main|import\s+(socket|\()/
    $about = /^(# |## |<!DOCTYPE|<html)/ private
  condition:
    filesize < 1MB and $source and 4 of ($o*) and not $about
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule orders_by_names {
  meta:
    author = "Assay"
    description = "A script takes commands out of the texts of the domain name system and runs them"
    reference = "https://attack.mitre.org/techniques/T1071/004/"
    score = 80
    virus_type = "Backdoor"
    family = "bot.script"
    meaning_en = "The script takes commands from answers of the domain name system and runs them."
    meaning_zh = "脚本从 DNS 应答中获取命令并执行。"
  strings:
    $ask = /dns\.resolver|Resolve-DnsName|nslookup\s[^\n]{0,40}-?(type|q|querytype)=txt|\bdig\s[^\n]{0,60}\bTXT\b|\bhost\s+-t\s+txt|resolveTxt|LookupTXT|dns_get_record|Net::DNS/ nocase
    $text = /["'=\s]TXT\b|resolveTxt|LookupTXT|DNS_TXT/ nocase
    $run = /\b(iex|invoke-expression)\b|subprocess\.\w{3,14}\s*\([^\n]{0,160}shell\s*=\s*True|os\.(popen|system)\s*\(\s*\w|[^.\w]exec(Sync)?\s*\(\s*[\w.]{1,30}|exec\.Command\s*\(\s*"(sh|cmd|\/bin\/|bash|powershell)|\|\s*(ba)?sh\b|\beval\s/ nocase
    $decode = /base64|b64decode|b32|unhexlify|FromBase64String|xxd\s+-r|-join|\.join\s*\(|\|\s*(ba)?sh/ nocase
    $about = /^(# |## |<!DOCTYPE|<html|\.TH )|unittest|pytest|acme|letsencrypt|certbot|\bDKIM\b|\bSPF\b/ private
  condition:
    filesize < 64KB and all of ($ask, $text, $run, $decode) and not $about
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule orders_by_mail {
  meta:
    author = "Assay"
    description = "A script runs what mails or posts tell it and answers by mail"
    reference = "https://attack.mitre.org/techniques/T1071/003/"
    score = 78
    virus_type = "Backdoor"
    family = "bot.script"
    meaning_en = "The script runs as commands what it finds in a mail box, and answers by mail."
    meaning_zh = "脚本执行邮箱中收到的命令并通过邮件回传结果。"
  strings:
    $box = /imaplib\.|poplib\.|IMAP4|ImapClient|Net::IMAP|GetDefaultFolder\s*\(\s*6/
    $run = /getoutput\s*\(|subprocess\.(Popen|run|check_output|call)\s*\(\s*\w|os\.(popen|system)\s*\(\s*\w|Invoke-Expression|\biex\b|[^.\w]exec\s*\(\s*\w|IO\.popen/
    $answer = /smtplib|SmtpClient|Send-MailMessage|Net::SMTP|sendmail\s*\(/
    $again = /while\s*\(?\s*(\$?true|1)|sleep/ nocase
    $tool = /class\s+IMAP4\b|unittest|pytest|procmail|fetchmail|argparse/ private
  condition:
    filesize < 64KB and all of ($box, $run, $answer, $again) and not $tool
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}
