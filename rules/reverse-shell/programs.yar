// Programs, sources and machine code that hand a shell to a remote machine.

rule source_of_a_shell {
  meta:
    author = "Assay"
    description = "A short source in C, Go, Rust or C# ties a shell to a connection"
    reference = "https://attack.mitre.org/techniques/T1059/"
    score = 82
    virus_type = "Backdoor"
    family = "reverse-shell.source"
    meaning_en = "The source ties a shell to a network connection: whoever is at the other end controls the machine."
    meaning_zh = "源代码将 Shell 绑定到网络连接，对端即可控制本机。"
  strings:
    $socket = /\bsocket\s*\(\s*(AF|PF)_INET\s*,\s*SOCK_STREAM/
    $join = /\b(connect|accept)\s*\(\s*\w+\s*,/
    $dup = /\bdup2\s*\(\s*\w+\s*,\s*([012]|STD(IN|OUT|ERR)_FILENO|\w)\s*\)/
    $run = /\bexec(l|v|le|ve|lp|vp)\s*\(\s*(["']\/bin\/(ba|da|z)?sh|\w+\s*(\[0\])?\s*,)/
    $shell = /["']\/bin\/(ba|da|z)?sh["']/
    $win1 = /\bWSASocketA?W?\s*\(/
    $win2 = /hStd(Input|Output|Error)\s*=[^;\n]{0,60}\(\s*HANDLE\s*\)\s*\w+/
    $win3 = /CreateProcess[AW]?\s*\([^;]{0,80}(cmd|powershell)/ nocase
    $rust = /TcpStream::connect\s*\([\x00-\xff]{0,400}from_raw_fd\s*\([\x00-\xff]{0,400}Command::new\s*\(\s*"(\/bin\/)?(ba)?sh"/
    $sharp1 = /new\s+TcpClient\s*\(\s*"[^"\n]{3,60}"\s*,\s*\d{2,5}\s*\)/
    $sharp2 = /RedirectStandardInput\s*=\s*true/
    $sharp3 = /"(cmd|powershell)(\.exe)?"/
    $sharp4 = /GetStream\s*\(\s*\)/
    $test = /\b(assert|TEST|printf\s*\(\s*"Usage:\s+telnetd|pam_start|getpwnam|syslog)\s*\(/ private
  condition:
    filesize < 24KB and not $test and not labels contains " ELF" and not labels contains " PE32" and (
      ($socket and $join and #dup > 1 and $run and $shell)
      or ($win1 and $win2 and $win3)
      or $rust
      or ($sharp1 and $sharp2 and $sharp3 and $sharp4)
    )
}

rule machine_code {
  meta:
    author = "Assay"
    description = "Machine code that connects and becomes a shell, as frameworks of attackers make it for Linux"
    reference = "https://attack.mitre.org/techniques/T1059/004/"
    score = 88
    virus_type = "Backdoor"
    family = "reverse-shell.machine-code"
    meaning_en = "Machine code that ties a shell to a network connection."
    meaning_zh = "将 Shell 绑定到网络连接的机器码。"
  strings:
    // x64: socket(2, 1, 0) by small pushes, then connect to an address in one register.
    $x64_reverse = { 6A 29 58 (99 6A 02 5F 6A 01 5E | 6A 02 5F 6A 01 5E 99) 0F 05 48 97 48 B9 02 00 }
    $x64_bind = { 6A 29 58 (99 6A 02 5F 6A 01 5E | 6A 02 5F 6A 01 5E 99) 0F 05 48 97 52 C7 04 24 02 00 }
    $x64_staged = { 48 31 FF 6A 09 58 99 B6 10 48 89 D6 4D 31 C9 6A 22 41 5A (B2 07 | 6A 07 5A) 0F 05 }
    // x86: socketcall with its arguments on the stack.
    $x86_reverse = { 31 DB F7 E3 53 43 53 6A 02 (89 E1 B0 66 | B0 66 89 E1) CD 80 93 59 B0 3F CD 80 49 79 F9 68 }
    $x86_bind = { 31 DB F7 E3 53 43 53 6A 02 89 E1 B0 66 CD 80 5B 5E 52 68 02 00 }
    $x86_staged = { 6A 0A 5E 31 DB F7 E3 53 43 53 6A 02 B0 66 89 E1 CD 80 97 5B 68 }
  condition:
    filesize < 32MB and any of them
}

rule odd_tools {
  meta:
    author = "Assay"
    description = "awk, a terminal of X, telnet, Ruby, Tcl or a signed tunnel tie a shell to a remote address"
    reference = "https://attack.mitre.org/techniques/T1059/004/"
    score = 82
    virus_type = "Backdoor"
    family = "reverse-shell.tool"
    meaning_en = "A shell is tied to a remote address by a tool that few suspect."
    meaning_zh = "利用不常见的工具将 Shell 绑定到远程地址。"
  strings:
    $awk = /\/inet\/(tcp|udp)\/0\/[^\n"']{3,60}\/\d{2,5}["'][\x00-\xff]{0,300}(\|&\s*getline[\x00-\xff]{0,200}\|\s*getline|system\s*\()/
    $telnet = /\btelnet\s+[\w.$\{\}-]{3,60}\s+\d{2,5}\s*\|\s*\/bin\/(ba)?sh\s*\|\s*telnet\s/
    $ruby = /ruby\s+-rsocket\s+-e\s*["'][^\n]{0,200}(TCPSocket\.(new|open)[^\n]{0,120}(exec|IO\.popen))/
    $tcl = /socket\s+[\w.$\{\}-]{3,60}\s+\d{2,5}\s*\][\x00-\xff]{0,200}(exec\s+\$|eval\s+exec|open\s+"?\|)/
    $openssl = /openssl\s+s_client\s+[^\n]{0,60}-connect\s+[^\n|]{3,60}\|\s*(\/bin\/)?(ba)?sh\s+-i/
    $lua = /lua\d?(\.\d)?\s+-e\s+["'][^\n]{0,60}socket[^\n]{0,120}os\.execute\s*\(\s*["'](\/bin\/)?(ba)?sh\s+-i/
    $about = /^(\.TH |\.\\" |# |## |<html|<!DOCTYPE|SecRule )/ nocase private
  condition:
    filesize < 256KB and any of ($awk, $telnet, $ruby, $tcl, $openssl, $lua) and (filesize < 4KB or not $about)
    and not labels contains " ELF" and not labels contains " PE32"
}
