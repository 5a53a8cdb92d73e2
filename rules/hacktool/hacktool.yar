// Tools that attackers bring along.

rule credential_dumper {
  meta:
    author = "Assay"
    description = "The commands of mimikatz, or a program or script that carries them"
    reference = "https://attack.mitre.org/software/S0002/"
    score = 88
    virus_type = "Hacktool"
    family = "hacktool.credentials"
    meaning_en = "The tool reads passwords and tickets out of the memory of Windows."
    meaning_zh = "该工具可从 Windows 内存中读取密码和票据。"
  strings:
    $command1 = "sekurlsa::logonpasswords" nocase ascii wide
    $command2 = "lsadump::" nocase ascii wide
    $command3 = "kerberos::golden" nocase ascii wide
    $command4 = "privilege::debug" nocase ascii wide
    $command5 = "sekurlsa::pth" nocase ascii wide
    $name1 = "mimikatz" nocase ascii wide
    $name2 = "gentilkiwi" nocase ascii wide
    $name3 = "Invoke-Mimikatz" nocase ascii wide
    $name4 = "KIWI_MSV1_0_PRIMARY_CREDENTIALS" ascii wide
    $name5 = /\x00s\x00e\x00k\x00u\x00r\x00l\x00s\x00a\x00\x00/
    $image = /TVqQAAMAAAAEAAAA[A-Za-z0-9+\/]{200}/
  condition:
    (
      uint16be(0) == 0x4d5a and (2 of ($command*) or (any of ($name1, $name2, $name3) and any of ($command*, $name4, $name5)))
      or ($name3 and $image)
      or (filesize < 16KB and 2 of ($command*) and not labels contains " PDF ")
    )
}

rule beacon {
  meta:
    author = "Assay"
    description = "The beacon of Cobalt Strike or the loader of Meterpreter, in memory form, encoded or as a program"
    reference = "https://attack.mitre.org/software/S0154/"
    score = 90
    virus_type = "Backdoor"
    family = "hacktool.remote-control"
    meaning_en = "The file carries the agent of an attack framework, which puts the machine under remote control."
    meaning_zh = "文件携带攻击框架的控制端程序，可使本机受到远程控制。"
  strings:
    $beacon1 = "%02d/%02d/%02d %02d:%02d:%02d" ascii
    $beacon2 = "beacon.dll" ascii wide nocase
    $beacon3 = "beacon.x64.dll" ascii wide nocase
    $beacon4 = "%s as %s\\%s: %d" ascii
    $beacon5 = "Started service %s on %s" ascii
    $beacon6 = "could not run command (w/ token) because of its length of %d bytes!" ascii
    $beacon7 = "powershell -nop -exec bypass -EncodedCommand \"%s\"" ascii
    $meterpreter1 = "metsrv.dll" ascii wide nocase
    $meterpreter2 = "core_channel_interact" ascii
    $meterpreter3 = "stdapi_fs_file" ascii
    $meterpreter4 = "ReflectiveLoader" ascii
    $reflective = /_?ReflectiveLoader(@4)?\x00/ ascii
    // The published start of the x86 and x64 reverse stagers: the walk of the loader's list of modules.
    $stager32 = { FC E8 (82 | 89 | 8F) 00 00 00 60 (89 E5 31 | 31 D2 89 E5) [2-12] 64 8B (50 | 52) 30 8B 52 0C }
    $stager64 = { FC 48 83 E4 F0 E8 (C0 | C8 | CC) 00 00 00 41 51 41 50 52 51 [2-6] 65 48 8B 52 60 }
    // The same, in base64, as scripts carry it.
    $stager_base64 = /(\/OiCAAAA|\/OiJAAAA|\/EiD5PDo)[A-Za-z0-9+\/]{80}/
    $stager_list = /0xfc,\s*0x(e8,\s*0x8[29f],\s*0x00?,\s*0x00?,\s*0x00?,\s*0x60|48,\s*0x83,\s*0xe4,\s*0xf0,\s*0xe8),?\s*0x/ nocase
    $stager_text = /\\xfc\\x(e8\\x8[29f]\\x00\\x00\\x00\\x60|48\\x83\\xe4\\xf0\\xe8)\\x/ nocase
    $source = /include Msf::|module MetasploitModule|class MetasploitModule/
  condition:
    not $source and (
      3 of ($beacon*)
      or (2 of ($meterpreter*) and $reflective)
      or $stager32 or $stager64 or $stager_base64 or $stager_list or $stager_text
    )
}

rule intranet_scanner {
  meta:
    author = "Assay"
    description = "fscan, or a program that combines port scanning, guessing of passwords and exploits"
    reference = "https://github.com/shadow1ng/fscan"
    score = 78
    virus_type = "Scanner"
    family = "hacktool.scanner"
    meaning_en = "The program scans networks for hosts, guesses their passwords and tries exploits."
    meaning_zh = "该程序扫描内网主机、猜解口令并尝试漏洞利用。"
  strings:
    $fscan1 = "shadow1ng/fscan"
    $fscan2 = "fscan version"
    $fscan3 = "[*] NetInfo"
    $fscan4 = "[+] InfoScan"
    $fscan5 = "MS17-010"
    $fscan6 = "start infoscan"
    $brute1 = "smbghost" nocase
    $brute2 = /ssh|redis|mssql|mysql|ftp|rdp|oracle|postgres|mongodb|memcached/ nocase fullword
    $brute3 = "P@ssw0rd"
    $brute4 = "{user}@123"
    $brute5 = "Passwords" nocase
    $other = /(kscan|goby-cmd|yasso|ladon|qscan|gogo|dddd)\s+v?\d+\.\d+/ nocase
  condition:
    (uint32be(0) == 0x7f454c46 or uint16be(0) == 0x4d5a or uint32be(0) == 0xcffaedfe)
    and (
      ($fscan1 and any of ($fscan2, $fscan3, $fscan4, $fscan5, $fscan6))
      or ($fscan3 and $fscan4 and $fscan5)
      or ($brute4 and $brute3 and $fscan5 and ($brute1 or $brute2) and $brute5)
      or ($other and $fscan5 and $brute4)
    )
}

rule tunnel_configuration {
  meta:
    author = "Assay"
    description = "The configuration of a tunnel that opens SSH, remote desktop or a proxy to the outside"
    reference = "https://attack.mitre.org/techniques/T1090/"
    score = 64
    virus_type = "Proxytool"
    family = "hacktool.tunnel"
    meaning_en = "The file configures a tunnel that opens an inner service to a server outside. It may be wanted."
    meaning_zh = "该文件配置了把内网服务暴露到外部服务器的隧道；也可能是管理员有意为之。"
  strings:
    $common = /\[common\]\s|serverAddr\s*=/
    $server = /(server_addr|serverAddr)\s*=\s*["']?\d{1,3}(\.\d{1,3}){3}/
    $port = /(server_port|serverPort)\s*=\s*\d{2,5}/
    $plugin = /(plugin|type)\s*=\s*["']?socks5/
    $inner = /(local_port|localPort)\s*=\s*(22|3389|445|5985)\s/
    $local = /(server_addr|serverAddr)\s*=\s*["']?(127\.|0\.0\.0\.0|x\.x|10\.0\.0\.1\b)/
  condition:
    filesize < 16KB and $common and $server and $port and any of ($plugin, $inner) and not $local
}
