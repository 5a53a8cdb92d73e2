// Programs that join a herd of machines.

rule device_bot {
  meta:
    author = "Assay"
    description = "A program for routers and cameras that guesses passwords, spreads and floods"
    reference = "https://attack.mitre.org/techniques/T1498/"
    score = 88
    virus_type = "DDoS"
    family = "bot.device"
    meaning_en = "The program spreads over routers and cameras by guessed passwords and floods other machines on command."
    meaning_zh = "该程序通过弱口令在路由器、摄像头间传播，并按指令对其他主机发起洪水攻击。"
  strings:
    $watchdog = /\/dev\/(misc\/)?watchdog/
    $busybox = /\/bin\/busybox\s+[A-Z][A-Za-z0-9]{2,12}\b/
    $applet = /applet not found|ncorrect|assword/
    $killer = /\/proc\/net\/tcp|\/proc\/%[ds]\/(exe|maps|fd)|\(deleted\)/
    $fetch = /\/bin\/busybox\s+(wget|tftp|curl|ftpget)|(wget|tftp)[^\x00\n]{0,40}http:\/\/[^\x00\n]{4,80}\/[\w.\/-]{0,40}(mips|mpsl|arm|x86|sh4|ppc)|bins\.sh/
    $password = /\x00(xc3511|vizxv|7ujMko0admin|Zte521|hi3518|jvbzd|anko|zlxx\.|klv1234?|juantech|xmhdipc|dreambox|realtek|GM8182|S2fGqNFs|OxhlwSG8|hunt5759|tsgoingon|solokey)\x00/
    $flood = /(udp|syn|ack|tcp|http|vse|dns|gre|std|xmas|hold|junk)_?(flood|plain|stomp|attack)|\b(UDP|TCP|STD|HTTP|VSE|XMAS) ?(FLOOD|ATTACK)|!\*\s|TSource Engine Query|PONG!|KILLATTK|GETLOCALIP/ nocase
    $exploit = /\/(GponForm\/diag_Form|UD\/act\?1|HNAP1\/|cgi-bin\/luci\/;stok|setup\.cgi\?next_file|tmUnblock\.cgi|picsdesc\.xml|ctrlt\/DeviceUpgrade_1|wanipcn\.xml|shell\?cd)/
  condition:
    uint32be(0) == 0x7f454c46 and filesize < 8MB
    and (
      4 of them
      or ($password and 2 of ($busybox, $watchdog, $fetch, $flood, $exploit))
      or (#password > 2)
      or (#exploit > 2 and ($busybox or $fetch))
    )
}

rule chat_bot_script {
  meta:
    author = "Assay"
    description = "A script that takes commands from a chat channel and runs or floods"
    reference = "https://attack.mitre.org/techniques/T1071/"
    score = 85
    virus_type = "Backdoor"
    family = "bot.chat"
    meaning_en = "The script takes commands from a chat channel: it runs programs, scans and floods for its master."
    meaning_zh = "脚本从聊天频道接收指令，为控制者执行程序、扫描和攻击。"
  strings:
    $join = /\b(JOIN|PRIVMSG)\b/
    $nick = /\bNICK\b/
    $ping = /\bPING\b/
    $socket = /IO::Socket::INET|fsockopen\s*\(|socket\.socket\s*\(|TCPSocket/
    $attack = /\b(udp|tcp|syn|http)[ _-]?flood|portscan|@?udpflood|tcpflood|httpflood|back ?connect|conback|nmap|\brsh\b|mailbomb|google ?dork/ nocase
    $run = /`\$\w+|[^\w>](system|exec|shell_exec|passthru|popen|os\.popen|subprocess\.\w+)\s*\(\s*["'@$\w]/
    $disguise = /\$0\s*=\s*["'$]|@?\$?processo?s?\s*=|\$SIG\{\s*['"]?(INT|HUP|TERM|CHLD|PS)['"]?\s*\}\s*=\s*['"]IGNORE/
    $order = /PRIVMSG[^\n]{0,60}:?[!@.](exec|sh|shell|cmd|e|run|udp|tcp|ddos|flood|wget|eval|rsh|system)\b/ nocase
    $admin = /\$?(admins?|mestres?|owner|auth_?host|hostauth|adms)\b/ nocase
  condition:
    filesize < 1MB and $join and $nick and $ping and $run
    and (($socket and #attack > 1 and ($disguise or $admin)) or ($order and filesize < 128KB))
    and not labels contains " ELF" and not labels contains " PE32"
}
