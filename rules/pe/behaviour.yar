// What unsigned Windows programs can do, by the names of the functions and the texts that they carry, however they are
// looked up. One of these alone is found in honest tools as well; it is their combination that tells.

import "pe"

private rule unsigned_program {
  condition:
    uint16be(0) == 0x4d5a and pe.is_pe and pe.signatures.len() == 0 and filesize < 8MB
}

rule hollows_a_process {
  meta:
    author = "Assay"
    description = "The functions by which a process is started halted and filled with other code"
    reference = "https://attack.mitre.org/techniques/T1055/012/"
    score = 55
    virus_type = "Trojan"
    family = "pe.injection"
    meaning_en = "The program can start another one halted, put code of its own into it, and let it run under that name."
    meaning_zh = "程序可挂起启动其他进程并注入自身代码，以其名义运行。"
  strings:
    $create = /\bCreateProcess(AsUser|Internal|WithToken|WithLogon)?[AW]?\b/ ascii wide
    $unmap = /\b(Nt|Zw)UnmapViewOfSection\b/ ascii wide
    $write = /\b(WriteProcessMemory|(Nt|Zw)WriteVirtualMemory|(Nt|Zw)MapViewOfSection)\b/ ascii wide
    $context = /\b((Wow64)?SetThreadContext|(Nt|Zw)SetContextThread)\b/ ascii wide
    $apc = /\b(QueueUserAPC2?|(Nt|Zw)QueueApcThread)\b/ ascii wide
    $resume = /\b(ResumeThread|(Nt|Zw)(Alert)?ResumeThread)\b/ ascii wide
    $allocate = /\b(VirtualAllocEx(Numa)?|(Nt|Zw)AllocateVirtualMemory)\b/ ascii wide
    $debugger = /\b(WaitForDebugEvent|ContinueDebugEvent|DebugActiveProcess)\b/ private
  condition:
    unsigned_program and not $debugger and $create and $write and $resume
    and (($unmap and $context) or ($allocate and ($context or $apc)))
}

rule starts_code_in_processes {
  meta:
    author = "Assay"
    description = "The functions by which running processes are found and code is started in them"
    reference = "https://attack.mitre.org/techniques/T1055/"
    score = 50
    virus_type = "Trojan"
    family = "pe.injection"
    meaning_en = "The program can find a running program by its name, put code into it and start it there."
    meaning_zh = "程序可按名称查找运行中的进程，注入代码并在其中执行。"
  strings:
    $find = /\b(CreateToolhelp32Snapshot|EnumProcesses|Process32First\w?|(Nt|Zw)QuerySystemInformation|GetProcessesByName)\b/ ascii wide
    $open = /\b(OpenProcess|(Nt|Zw)OpenProcess)\b/ ascii wide
    $allocate = /\b(VirtualAllocEx(Numa)?|(Nt|Zw)AllocateVirtualMemory|(Nt|Zw)CreateSection)\b/ ascii wide
    $write = /\b(WriteProcessMemory|(Nt|Zw)WriteVirtualMemory|(Nt|Zw)MapViewOfSection)\b/ ascii wide
    $start = /\b(CreateRemoteThread(Ex)?|(Nt|Zw)CreateThreadEx|RtlCreateUserThread|QueueUserAPC|(Nt|Zw)QueueApcThread)\b/ ascii wide
    $target = /\b(explorer|svchost|notepad|lsass|winlogon|RuntimeBroker|spoolsv|dllhost|werfault|regasm|msbuild|vbc|aspnet_compiler|installutil|OneDrive|chrome|firefox|msedge)\.exe\b/ nocase ascii wide
    $debugger = /\b(WaitForDebugEvent|ContinueDebugEvent|DebugActiveProcess)\b/ private
  condition:
    unsigned_program and not $debugger and $find and $open and $allocate and $write and $start and $target
}

rule named_victim {
  meta:
    author = "Assay"
    description = "A small program names a program of Windows in which to hide its code"
    reference = "https://attack.mitre.org/techniques/T1055/"
    score = 30
    virus_type = "Trojan"
    family = "pe.victim"
    meaning_en = "The program carries the name of a program of Windows, and the functions to put code into it."
    meaning_zh = "程序内含某个 Windows 系统程序的名称以及向其注入代码的函数。"
  strings:
    $target = /\b(explorer|svchost|notepad|lsass|winlogon|RuntimeBroker|spoolsv|dllhost|werfault|RegAsm|RegSvcs|MSBuild|vbc|aspnet_compiler|InstallUtil|AppLaunch|jsc|CasPol|cvtres)\.exe\b/ nocase ascii wide
    $write = /\b(WriteProcessMemory|(Nt|Zw)WriteVirtualMemory|(Nt|Zw)MapViewOfSection)\b/ ascii wide
    $start = /\b(CreateRemoteThread(Ex)?|(Nt|Zw)CreateThreadEx|RtlCreateUserThread|QueueUserAPC|(Nt|Zw)QueueApcThread|(Wow64)?SetThreadContext|(Nt|Zw)SetContextThread)\b/ ascii wide
    $debugger = /\b(WaitForDebugEvent|ContinueDebugEvent|DebugActiveProcess)\b/ private
  condition:
    unsigned_program and filesize < 2MB and not $debugger and $target and $write and $start
}

rule records_keys {
  meta:
    author = "Assay"
    description = "The functions by which keys are recorded together with the window they go to, or by a hook for the whole system"
    reference = "https://attack.mitre.org/techniques/T1056/001/"
    score = 35
    virus_type = "Stealer"
    family = "pe.keys"
    meaning_en = "The program can record what is typed in other programs."
    meaning_zh = "程序可记录用户在其他程序中的按键。"
  strings:
    $poll = /\b(GetAsyncKeyState|GetKeyboardState)\b/
    $hook = /\bSetWindowsHookEx[AW]\b/
    $raw = /\b(RegisterRawInputDevices|GetRawInputData)\b/
    $window = /\b(GetForegroundWindow|GetWindowText[AW])\b/
    $file = /\b(fopen|WriteFile|fwrite|CreateFile[AW]|_wfopen|AppendAllText)\b/
    $draw = /\b(CreateWindowEx[AW]|DialogBoxParam[AW]|RegisterClass(Ex)?[AW]|D3D\w{2,30}|Direct3DCreate9|glBegin|SDL_\w{4,20})\b/ private
  condition:
    unsigned_program and filesize < 2MB and not $draw and $file and (($poll and $window) or $hook or ($raw and $window))
}

rule records_keys_and_sends {
  meta:
    author = "Assay"
    description = "A program without windows records keys, writes them into a file and uses the network"
    reference = "https://attack.mitre.org/techniques/T1056/001/"
    score = 64
    virus_type = "Stealer"
    family = "pe.keys"
    meaning_en = "The program records what is typed in other programs, without showing a window, and can send it out."
    meaning_zh = "程序在无界面状态下记录按键，并可通过网络外传。"
  strings:
    $poll = /\bGetAsyncKeyState\b/
    $hook = /\bSetWindowsHookEx[AW]\b/
    $raw = /\b(RegisterRawInputDevices|GetRawInputData)\b/
    $file = /\b(fopen|WriteFile|fwrite|_wfopen|AppendAllText|fputc|fputs|fprintf)\b/
    $send = /\b(FtpPutFile[AW]|HttpSendRequest[AW]|WinHttpSendRequest|InternetConnect[AW]|WSASocket[AW]|SmtpClient)\b|\x00send\x00/
    $draw = /\b(CreateWindowEx[AW]|DialogBoxParam[AW]|RegisterClass(Ex)?[AW]|D3D\w{2,30}|Direct3DCreate9|glBegin|SDL_\w{4,20})\b/ private
  condition:
    unsigned_program and filesize < 1MB and not $draw and $file and $send and any of ($poll, $hook, $raw)
}

rule sends_out_of_sight {
  meta:
    author = "Assay"
    description = "A program without windows of its own uses the network"
    reference = "https://attack.mitre.org/techniques/T1071/"
    score = 12
    virus_type = "Suspicious"
    family = "pe.network"
    meaning_en = "The program uses the network and shows no window."
    meaning_zh = "程序无界面且使用网络。"
  condition:
    unsigned_program and filesize < 2MB and not pe.is_dll()
    and (pe.imports("wininet.dll") > 0 or pe.imports("winhttp.dll") > 0 or pe.imports("ws2_32.dll") > 0 or pe.imports("wsock32.dll") > 0 or pe.imports("urlmon.dll") > 0)
    and not pe.imports("user32.dll", "CreateWindowExA") and not pe.imports("user32.dll", "CreateWindowExW")
    and not pe.imports("user32.dll", "DialogBoxParamA") and not pe.imports("user32.dll", "DialogBoxParamW")
}

rule shell_over_network {
  meta:
    author = "Assay"
    description = "The command interpreter is started with a connection as its input and output"
    reference = "https://attack.mitre.org/techniques/T1059/003/"
    score = 72
    virus_type = "Backdoor"
    family = "pe.shell"
    meaning_en = "The program connects to another machine and gives it the command interpreter."
    meaning_zh = "程序连接外部主机并向其提供命令行。"
  strings:
    $shell = /(^|[\x00"\/\\])(cmd(\.exe)?|powershell(\.exe)?)\x00/ nocase
  condition:
    unsigned_program and filesize < 256KB and $shell
    and (pe.imports("ws2_32.dll", "WSASocketA") or pe.imports("ws2_32.dll", "WSASocketW"))
    and (pe.imports("ws2_32.dll", "connect") or pe.imports("ws2_32.dll", "WSAConnect") or pe.imports("ws2_32.dll", "accept"))
    and (pe.imports("kernel32.dll", "CreateProcessA") or pe.imports("kernel32.dll", "CreateProcessW"))
    and pe.number_of_imports < 12
}

rule fetches_and_starts {
  meta:
    author = "Assay"
    description = "A small program fetches another one into a folder for temporary files and starts it"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 50
    virus_type = "Downloader"
    family = "pe.downloader"
    meaning_en = "The small program fetches another one and starts it."
    meaning_zh = "小型程序下载其他程序并启动。"
  strings:
    $fetch = /\b(URLDownloadToFile[AW]|URLDownloadToCacheFile[AW]|DownloadFile|InternetReadFile|WinHttpReadData)\b/
    $start = /\b(ShellExecute(Ex)?[AW]|WinExec|CreateProcess[AW]|Process\.Start|system)\b/
    $address = /https?:\/\/[^\s"'<>\x00]{4,160}\.(exe|dll|bin|dat|scr|jpg|png|gif|ps1|bat|msi)\b/ nocase ascii wide
    $bare = /https?:\/\/\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?\// ascii wide
    $window = /\b(CreateWindowEx[AW]|DialogBoxParam[AW]|MessageBox[AW]|Application\.Run|InitializeComponent)\b/ private
  condition:
    unsigned_program and filesize < 256KB and $fetch and $start and not $window and ($address or $bare)
}

rule address_is_a_number {
  meta:
    author = "Assay"
    description = "A program has the address of a machine as a number, with a program or a page to be fetched from it"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 25
    virus_type = "Suspicious"
    family = "pe.address"
    meaning_en = "The program talks to a machine that is named by its number only."
    meaning_zh = "程序与仅以 IP 标识的主机通信。"
  strings:
    $bare = /https?:\/\/\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?\/[\w.\/-]{1,80}/ ascii wide
    $local = /https?:\/\/(127\.|0\.0\.0\.0|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/ private ascii wide
  condition:
    unsigned_program and filesize < 2MB and $bare and not $local
}

rule stays {
  meta:
    author = "Assay"
    description = "The program makes itself start with Windows"
    reference = "https://attack.mitre.org/techniques/T1547/001/"
    score = 25
    virus_type = "Suspicious"
    family = "pe.persistence"
    meaning_en = "The program makes itself or another program start with Windows."
    meaning_zh = "程序将自身或其他程序设为随系统启动。"
  strings:
    $key = /\\CurrentVersion\\(Run|RunOnce|Policies\\Explorer\\Run)\b|\\Start Menu\\Programs\\Startup|\\Winlogon\\(Shell|Userinit)/ nocase ascii wide
    $task = /schtasks(\.exe)?\s+\/create/ nocase ascii wide
    $set = /\b(RegSetValueEx[AW]|RegSetKeyValue[AW]|SHSetValue[AW]|SetValue|CopyFile(Ex)?[AW]?)\b/
    $service = /\bCreateService[AW]\b/
    $copy = /\bCopyFile(Ex)?[AW]\b/
    $self = /\bGetModuleFileName[AW]\b/
  condition:
    unsigned_program and filesize < 4MB and (($key and $set) or $task or ($service and $copy and $self))
}

rule switches_protection_off {
  meta:
    author = "Assay"
    description = "A program carries the commands by which the protection of Windows is switched off"
    reference = "https://attack.mitre.org/techniques/T1562/001/"
    score = 62
    virus_type = "Trojan"
    family = "pe.protection"
    meaning_en = "The program switches the protection or the firewall of Windows off."
    meaning_zh = "程序会关闭 Windows 的安全防护或防火墙。"
  strings:
    $p1 = /Set-MpPreference\s[^\x00]{0,60}-Disable\w+\s+(\$true|1)/ nocase ascii wide
    $p2 = /Add-MpPreference\s[^\x00]{0,40}-Exclusion(Path|Process|Extension)/ nocase ascii wide
    $p3 = /netsh\s[^\x00]{0,40}(advfirewall|firewall)\s[^\x00]{0,60}(state\s+off|opmode\s+(mode=)?disable)/ nocase ascii wide
    $p4 = /Windows Defender\\?[^\x00]{0,40}(DisableAntiSpyware|DisableRealtimeMonitoring|DisableBehaviorMonitoring)|DisableAntiSpyware/ nocase ascii wide
    $p5 = /sc(\.exe)?\s+(stop|delete|config)\s+(WinDefend|wscsvc|SecurityHealthService|Sense)/ nocase ascii wide
    $p6 = /\b(AmsiScanBuffer|EtwEventWrite)\b/ ascii wide
    $patch = /\bVirtualProtect\b/
  condition:
    unsigned_program and (any of ($p1, $p2, $p3, $p5) or ($p4 and #p4 > 1) or ($p6 and #p6 > 0 and $patch and not pe.is_dll() and filesize < 1MB))
}

rule removes_itself {
  meta:
    author = "Assay"
    description = "The program deletes its own file by a command that waits for its end"
    reference = "https://attack.mitre.org/techniques/T1070/004/"
    score = 35
    virus_type = "Suspicious"
    family = "pe.removal"
    meaning_en = "The program deletes its own file after it has run."
    meaning_zh = "程序运行后会删除自身文件。"
  strings:
    $c1 = /(ping|timeout|choice)(\.exe)?\s[^\x00]{1,60}(&&?|\|)\s*(del|erase|rd)\s/ nocase ascii wide
    $c2 = /cmd(\.exe)?\s+\/c\s+(del|erase)\s[^\x00]{0,30}%s/ nocase ascii wide
    $c3 = /:\w{1,20}\s[\x00-\xff]{0,40}\bdel\s[^\x00]{0,40}\s[\x00-\xff]{0,20}if\s+exist\s[^\x00]{0,60}goto/ nocase ascii wide
  condition:
    unsigned_program and filesize < 4MB and any of them
}

rule memory_of_passwords {
  meta:
    author = "Assay"
    description = "A program copies the memory of the process in which Windows keeps passwords"
    reference = "https://attack.mitre.org/techniques/T1003/001/"
    score = 76
    virus_type = "Hacktool"
    family = "hacktool.credentials"
    meaning_en = "The program copies the memory in which Windows keeps passwords."
    meaning_zh = "程序转储 Windows 存放密码的进程内存。"
  strings:
    $process = /\blsass(\.exe)?\b/ nocase ascii wide
    $dump = /\b(MiniDumpWriteDump|PssCaptureSnapshot|RtlReportSilentProcessExit)\b/ ascii wide
    $right = "SeDebugPrivilege" ascii wide
    $open = /\b(OpenProcess|NtOpenProcess|NtGetNextProcess)\b/ ascii wide
  condition:
    unsigned_program and filesize < 3MB and $process and $dump and $right and $open
}

rule machine_code_from_a_key {
  meta:
    author = "Assay"
    description = "A small program makes memory that may run, and starts a thread or a call there, after it looked whether it is watched"
    reference = "https://attack.mitre.org/techniques/T1027/"
    score = 25
    virus_type = "Suspicious"
    family = "pe.memory"
    meaning_en = "The small program makes memory that may run and starts what it puts there."
    meaning_zh = "小型程序申请可执行内存并运行写入其中的内容。"
  condition:
    unsigned_program and filesize < 1MB and not pe.is_dll()
    and (pe.imports("kernel32.dll", "VirtualAlloc") or pe.imports("kernel32.dll", "HeapCreate") and pe.imports("kernel32.dll", "VirtualProtect"))
    and (pe.imports("kernel32.dll", "VirtualProtect") or pe.imports("kernel32.dll", "FindResourceA") or pe.imports("kernel32.dll", "FindResourceW"))
    and (pe.imports("kernel32.dll", "CreateThread") or pe.imports("kernel32.dll", "LockResource"))
    and pe.number_of_imports < 4
    and not pe.imports("user32.dll", "CreateWindowExA") and not pe.imports("user32.dll", "CreateWindowExW")
}

rule calls_the_kernel_itself {
  meta:
    author = "Assay"
    description = "Calls of the kernel by their numbers, past the libraries in which they are watched"
    reference = "https://attack.mitre.org/techniques/T1106/"
    score = 55
    virus_type = "Trojan"
    family = "pe.kernel-calls"
    meaning_en = "The program calls the kernel by numbers, past the places where such calls are watched."
    meaning_zh = "程序以系统调用号直接进入内核，绕过安全软件的监控点。"
  strings:
    $direct = { (4C 8B D1 | 49 89 CA) B8 ?? ?? 00 00 0F 05 C3 }
    $stub = { 4C 8B D1 8B 05 [4] 0F 05 C3 }
    $save = { 48 89 4C 24 08 48 89 54 24 10 4C 89 44 24 18 4C 89 4C 24 20 48 83 EC 28 [2-30] 0F 05 C3 }
  condition:
    unsigned_program and (#direct > 2 or $stub or $save) and not pe.exports("NtOpenProcess") and not pe.exports("NtClose")
}

rule finds_functions_by_sums {
  meta:
    author = "Assay"
    description = "Code that walks the loader's lists and finds functions by sums of their names, as machine code without a file does"
    reference = "https://attack.mitre.org/techniques/T1027/007/"
    score = 45
    virus_type = "Trojan"
    family = "pe.hashing"
    meaning_en = "The program finds functions of the system by sums of their names, to hide which ones it uses."
    meaning_zh = "程序通过函数名哈希查找系统函数，以隐藏其所用接口。"
  strings:
    $list32 = { 64 (A1 30 00 00 00 | 8B ?? 30 | 8B ?? 30 00 00 00) [0-8] 8B ?? 0C [0-8] 8B ?? (0C | 14 | 1C) }
    $list64 = { 65 (48 | 4C) 8B ?? (25 60 00 00 00 | 60) [0-10] (48 | 4C | 49) 8B ?? 18 [0-10] (48 | 4C | 49) 8B ?? (10 | 20 | 30) }
    $sum1 = { C1 (C8 | C9 | CA | CB | CE | CF) 0D [0-24] 03 }
    $sum2 = { C1 (C0 | C1 | C2 | C3 | C6 | C7) (05 | 07 | 08 | 0B | 0D | 13) [0-12] 33 }
    $sum3 = { 69 ?? (01 00 01 00 | 93 01 00 01 | 21 00 00 00 | 83 00 00 00) }
    $sum4 = { C1 E? 05 [0-8] (03 | 01) }
    $exports = { 8B ?? 3C [0-16] 8B [1-3] (78 | 88) }
  condition:
    unsigned_program and filesize < 1MB and any of ($list*) and $exports and any of ($sum*) and pe.number_of_imports < 5
}

rule looks_for_watchers {
  meta:
    author = "Assay"
    description = "A program looks for analysis tools and virtual machines by their names"
    reference = "https://attack.mitre.org/techniques/T1497/001/"
    score = 40
    virus_type = "Suspicious"
    family = "pe.watchers"
    meaning_en = "The program looks for analysis tools and virtual machines, to behave well where it is watched."
    meaning_zh = "程序检测分析工具和虚拟机，以在被监视时隐藏恶意行为。"
  strings:
    $t1 = /\b(wireshark|procmon|procexp|processhacker|ollydbg|x(32|64)dbg|idaq?(64)?|fiddler|tcpview|autoruns|pestudio|dumpcap|regmon|filemon|httpdebugger\w*|ImmunityDebugger)(\.exe)?\b/ nocase ascii wide
    $t2 = /\b(VBoxService|VBoxTray|vmtoolsd|vmwaretray|VGAuthService|xenservice|qemu-ga|prl_tools|vmacthlp|VMwareUser|vboxguest)(\.exe|\.sys)?\b/ nocase ascii wide
    $t3 = /\b(SbieDll|cuckoomon|dbghelp|api_log|dir_watch|pstorec|vmcheck|wpespy|snxhk|cmdvrt(32|64))\.dll\b/ nocase ascii wide
  condition:
    unsigned_program and filesize < 4MB and ((#t1 > 3 and ($t2 or $t3)) or (#t2 > 2 and $t3) or (#t1 > 6))
}

rule loads_assembly_from_memory {
  meta:
    author = "Assay"
    description = "A small .NET program unpacks or fetches another one and starts it without a file"
    reference = "https://attack.mitre.org/techniques/T1620/"
    score = 50
    virus_type = "Trojan"
    family = "pe.dotnet-loader"
    meaning_en = "The program unpacks or fetches another one and starts it in memory, without a file."
    meaning_zh = "程序解密或下载另一程序集并在内存中直接执行。"
  strings:
    $load = /\x00(Load|LoadModule)\x00/
    $entry = /\x00(get_EntryPoint|InvokeMember|CreateInstance|GetMethod)\x00/
    $start = /\x00(Invoke|InvokeMember)\x00/
    $point = "\x00get_EntryPoint\x00"
    $unpack = /\x00(FromBase64String|CreateDecryptor|GZipStream|DeflateStream|RijndaelManaged|AesManaged|AesCryptoServiceProvider|TripleDESCryptoServiceProvider)\x00/
    $source = /\x00(DownloadData|DownloadString|GetManifestResourceStream|GetObject|ReadAllBytes|GetByteArrayAsync)\x00/
  condition:
    unsigned_program and labels contains " .NET " and not pe.is_dll() and filesize < 4MB
    and $load and $entry and $start and $unpack and $source and $point
}
