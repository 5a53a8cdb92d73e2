// Scripts and one-liners that hand a shell to a remote machine.

rule bash_dev_tcp {
  meta:
    author = "Assay"
    description = "A shell with its input and output redirected to /dev/tcp"
    reference = "https://attack.mitre.org/techniques/T1059/004/"
    score = 88
    virus_type = "Backdoor"
    family = "reverse-shell.bash"
    meaning_en = "An interactive shell is connected to a remote address: whoever listens there controls the machine."
    meaning_zh = "将交互式 Shell 连接到远程地址，监听方即可控制本机。"
  strings:
    $interactive = /\b(ba|z|k|da)?sh\s+-i\s*(>&|&>|[012]?>\s*&?|<)\s*\/dev\/(tcp|udp)\/[\w.$\{\}:-]{1,80}\/[\d$\{\w]/
    $exec = /exec\s+(\d{1,3}|\{\w+\})<>\s*\/dev\/(tcp|udp)\/[\w.$\{\}-]{1,80}\/[\d$\{\w][\x00-\xff]{0,80}((ba)?sh\s+(-i\s+)?<&|cat\s+<&\d{1,3}\s*\|\s*while\s+read|while\s+read\s+\w+\s*(<&\d{1,3})?\s*;?\s*do\s+\$\w+)/
    $zero = /0<&\d{1,3}-?;\s*exec\s+\d{1,3}<>\s*\/dev\/tcp\//
    $about = /^(# |## |<html|<!DOCTYPE|SecRule )/ nocase private
  condition:
    any of ($interactive, $exec, $zero) and filesize < 256KB and (filesize < 4KB or not $about)
    and not labels contains " ELF" and not labels contains " PE32"
}

rule netcat_exec {
  meta:
    author = "Assay"
    description = "netcat or socat that runs a shell on a connection, or a shell on a named pipe with netcat"
    reference = "https://attack.mitre.org/techniques/T1059/004/"
    score = 82
    virus_type = "Backdoor"
    family = "reverse-shell.netcat"
    meaning_en = "A shell is connected to a remote address through netcat or a pipe: whoever listens there controls the machine."
    meaning_zh = "通过 netcat 或管道将 Shell 连接到远程地址，监听方即可控制本机。"
  strings:
    $pipe = /\bmkfifo\s+[\w\/.$-]{1,60}\s*(;|&&)\s*(cat|\/bin\/(ba)?sh|nc|telnet)[^\n]{1,120}\|\s*(nc|ncat|netcat|telnet|openssl\s+s_client)\s+[^\n]{3,120}/
    $backpipe = /\bmknod\s+[\w\/.$-]{1,60}\s+p\s*(;|&&)[^\n]{0,60}(nc|ncat|netcat|telnet)\s+[^\n]{3,100}(\/bin\/)?(ba)?sh/
    $exec = /(^|[;&|"'`(\s])(nc|ncat|netcat|nc\.traditional|nc\.exe|ncat\.exe)\s+(-[a-z]{1,5}\s+){0,3}(\d{1,3}(\.\d{1,3}){3}|[\w-]{1,40}\.[a-z]{2,12}|\$\{?\w+\}?)\s+(\d{2,5}|\$\{?\w+\}?)\s+(-[a-z]{0,4}[ec]|--exec|--sh-exec)\s+["']?(\/bin\/(ba|da|z)?sh|cmd(\.exe)?|powershell(\.exe)?)\b/ nocase
    $exec_first = /(^|[;&|"'`(\s])(nc|ncat|netcat|nc\.exe)\s+(-[a-z]{1,5}\s+){0,2}-[a-z]{0,4}[ec]\s+["']?(\/bin\/(ba|da|z)?sh|cmd(\.exe)?|powershell(\.exe)?)["']?\s+(\d{1,3}(\.\d{1,3}){3}|[\w-]{1,40}\.[a-z]{2,12}|\$\{?\w+\}?)\s+(\d{2,5}|\$)/ nocase
    $socat = /\bsocat\s+[^\n]{0,80}exec:["']?[^\n]{0,20}(ba|z)?sh[^\n]{0,60},\s*pty[^\n]{0,120}tcp(4|-connect)?:[\w.$\{\}-]{3,80}:\d/ nocase
    $socat_first = /\bsocat\s+[^\n]{0,20}tcp(4|-connect)?:[\w.$\{\}-]{3,80}:[\d$\{][^\n]{0,60}exec:["']?[^\n]{0,20}sh/ nocase
    $about = /^(\.TH |\.\\" |# |## |<html|<!DOCTYPE|SecRule )/ nocase private
  condition:
    any of ($pipe, $backpipe, $exec, $exec_first, $socat, $socat_first) and filesize < 256KB
    and (filesize < 4KB or not $about)
    and not labels contains " ELF" and not labels contains " PE32"
}

rule socket_to_shell {
  meta:
    author = "Assay"
    description = "Python, Perl, Ruby, PHP, Lua or Node code that ties a shell to a socket"
    reference = "https://attack.mitre.org/techniques/T1059/006/"
    score = 85
    virus_type = "Backdoor"
    family = "reverse-shell.script"
    meaning_en = "A script ties a shell to a network connection: whoever is at the other end controls the machine."
    meaning_zh = "脚本将 Shell 绑定到网络连接，对端即可控制本机。"
  strings:
    $python = /\bos\.dup2\s*\(\s*\w+(\.fileno\s*\(\s*\))?\s*,\s*[012]\s*\)[\x00-\xff]{0,200}os\.dup2\s*\(\s*\w+(\.fileno\s*\(\s*\))?\s*,\s*[012]\s*\)[\x00-\xff]{0,300}(pty\.spawn\s*\(|subprocess\.(call|Popen|run)\s*\(\s*\[?\s*["'](\/bin\/)?(ba)?sh|os\.(system|execv\w*|execl\w*)\s*\(\s*["']\/bin\/(ba)?sh)/
    $python_for = /\[?\s*(lambda[^\n]{0,20}|)os\.dup2\s*\(\s*\w+(\.fileno\s*\(\s*\))?\s*,\s*\w+\s*\)\s*for\s+\w+\s+in\s*[\(\[]\s*0\s*,\s*1\s*,\s*2[\x00-\xff]{0,80}pty\.spawn/
    $python_pipe = /socket\.socket\s*\([\x00-\xff]{0,200}\.connect\s*\([\x00-\xff]{0,400}subprocess\.Popen\s*\(\s*(\w+|\[?["'](\/bin\/sh|cmd))[^\n]{0,120}(shell\s*=\s*True|stdin)[\x00-\xff]{0,300}\.send(all)?\s*\(/
    $perl = /socket\s*\(\s*\w+\s*,\s*(PF|AF)_INET\s*,\s*SOCK_STREAM[\x00-\xff]{0,400}open\s*\(\s*STDIN\s*,\s*["']?[<>]+&[\x00-\xff]{0,200}(exec|system)\s*[({]?\s*["']\s*(\/bin\/)?(ba)?sh/
    $perl_io = /IO::Socket::INET[\x00-\xff]{0,160}STDIN->fdopen\s*\(\s*\$\w+\s*,\s*\w\s*\)[\x00-\xff]{0,120}(system\s*\$_|exec)/
    $ruby = /TCPSocket\.(new|open)\s*\([\x00-\xff]{0,160}(exec\s+sprintf\s*\(\s*["']\/bin\/sh -i\s*<&|IO\.popen\s*\(\s*\w+\s*,\s*["']r)/
    $php = /fsockopen\s*\([^;\n]{1,120};[\x00-\xff]{0,1200}(exec|shell_exec|system|passthru|popen)\s*\(\s*["']\/bin\/(ba)?sh\s+-i\s*<&\d/ nocase
    $php_proc = /fsockopen\s*\([^;\n]{1,120}[\x00-\xff]{0,2000}proc_open\s*\(\s*(\$shell|["'](\/bin\/)?(ba)?sh|["']cmd)[\x00-\xff]{0,1500}stream_select\s*\(/ nocase
    $node = /\.connect\s*\([^;\n]{1,120}[\x00-\xff]{0,160}\.pipe\s*\(\s*\w+\.stdin\s*\)[\x00-\xff]{0,120}\w+\.stdout\.pipe\s*\(/
    $node_spawn = /spawn\s*\(\s*["'](\/bin\/)?(ba|z)?sh["']|spawn\s*\(\s*["']cmd(\.exe)?["']/
    $lua = /socket\.tcp\s*\(\s*\)[\x00-\xff]{0,160}:connect\s*\([\x00-\xff]{0,200}io\.popen\s*\([\x00-\xff]{0,200}:send\s*\(/
    $java = /new\s+Socket\s*\([^;]{1,80};[\x00-\xff]{0,400}getInputStream\s*\(\s*\)[\x00-\xff]{0,600}\.available\s*\(\s*\)\s*>\s*0[\x00-\xff]{0,160}\.write\s*\([^;]{0,40}\.read\s*\(/
    $java_shell = /["'](\/bin\/(ba)?sh|cmd(\.exe)?)["']/
    $go = /net\.Dial\s*\(\s*"tcp"[\x00-\xff]{0,200}exec\.Command\s*\(\s*"(\/bin\/)?(ba)?sh"[\x00-\xff]{0,120}Std(in|out)\s*=\s*\w+/
  condition:
    filesize < 512KB and not labels contains " ELF" and not labels contains " PE32"
    and (
      any of ($python*, $perl*, $ruby, $php*, $lua, $go)
      or ($node and $node_spawn)
      or ($java and $java_shell)
    )
}

rule powershell_tcp_client {
  meta:
    author = "Assay"
    description = "PowerShell that reads commands from a TCP client and runs them"
    reference = "https://attack.mitre.org/techniques/T1059/001/"
    score = 90
    virus_type = "Backdoor"
    family = "reverse-shell.powershell"
    meaning_en = "PowerShell takes commands from a remote machine and runs them."
    meaning_zh = "PowerShell 从远程主机接收命令并执行。"
  strings:
    $client = /net\.sockets\.tcpclient/ nocase ascii wide
    $stream = /\.getstream\s*\(\s*\)/ nocase ascii wide
    $run = /\b(iex|invoke-expression)\b|\[scriptblock\]::create|cmd\.exe|powershell\.exe/ nocase ascii wide
    $loop = /while\s*\(|do\s*\{/ nocase ascii wide
    $bytes = /getstring\s*\(|ascii\w*encoding|streamwriter|getbytes\s*\(/ nocase ascii wide
    $prompt = /out-string|"PS\s|'PS\s|\(pwd\)\.path|redirectstandard(output|input)/ nocase ascii wide
  condition:
    filesize < 256KB and $client and $stream and $run and $loop and $bytes and $prompt
    and not labels contains " PE32" and not labels contains " ELF"
}

rule socket_commands {
  meta:
    author = "Assay"
    description = "Perl, Python or PHP that listens or connects, and runs as commands what it receives"
    reference = "https://attack.mitre.org/techniques/T1059/"
    score = 78
    virus_type = "Backdoor"
    family = "reverse-shell.script"
    meaning_en = "A script runs what comes over a network connection: whoever is at the other end controls the machine."
    meaning_zh = "脚本执行从网络连接收到的内容，对端即可控制本机。"
  strings:
    $perl_socket = /\bsocket\s*\(\s*\w+\s*,|IO::Socket::INET/
    $perl_input = /\bopen\s*\(?\s*\*?(STDIN|STDOUT)\s*,\s*["'][<>+]{1,2}&/
    $perl_run = /\b(exec|system)\b\s*[({]?\s*["'$\/]/
    $python_socket = /socket\.socket\s*\(|[^.\w]socket\s*\(\s*AF_INET/
    $python_receive = /\.recv\s*\(\s*\w{1,20}\s*\)/
    $python_run = /\b(os\.popen[234]?|commands\.get(status)?output|popen2\.popen[234])\s*\(|subprocess\.(Popen|check_output|getoutput)\s*\([^\n]{0,80}shell\s*=\s*True/
    $python_shell = /\b(back|bind|reverse)[ _-]?(door|shell|connect)|\/bin\/(ba|z)?sh|shell\s*\(|>>> |cmd\.exe/ nocase
    $php_socket = /\b(fsockopen|socket_create|stream_socket_(client|server))\s*\(/
    $php_receive = /\b(fgets|fread|socket_read|stream_get_line)\s*\(\s*\$\w+\s*[,)]/
    $php_run = /[^\w>:$](shell_exec|passthru|popen|proc_open|system)\s*\(\s*["'.\s]{0,3}\$\w+/
    $php_shell = /\/bin\/(ba)?sh|cmd\.exe|uname -a|\b(back|bind|reverse)[ _-]?(door|shell|connect)/ nocase
  condition:
    filesize < 64KB and not labels contains " ELF" and not labels contains " PE32"
    and (all of ($perl*) or all of ($python_*) or all of ($php_*))
}
