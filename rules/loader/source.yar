// Scripts and sources that put machine code or a program into memory and start it there.

rule python_memory {
  meta:
    author = "Assay"
    description = "Python puts machine code into memory that may run, and starts it"
    reference = "https://attack.mitre.org/techniques/T1620/"
    score = 84
    virus_type = "Trojan"
    family = "loader.memory"
    meaning_en = "The script puts machine code into memory and starts it, so that no file of it is ever seen."
    meaning_zh = "脚本将机器码写入内存并执行，不在磁盘留下程序文件。"
  strings:
    $ctypes = /\bctypes\b|\bcffi\b/
    $alloc = /VirtualAlloc(Ex)?\b|HeapCreate\b|NtAllocateVirtualMemory|VirtualProtect\b/
    $copy = /RtlMoveMemory|WriteProcessMemory|RtlCopyMemory|memmove|NtWriteVirtualMemory|from_buffer/
    $start = /CreateThread\b|CreateRemoteThread|QueueUserAPC|EnumSystemLocales|EnumWindows\b|EnumChildWindows|CreateFiber|NtCreateThreadEx|EtwpCreateEtwThread|RtlCreateUserThread|CertEnumSystemStore/
    $code = /b64decode|b85decode|unhexlify|fromhex|urlopen|requests\.get|\\x[0-9a-f]{2}\\x[0-9a-f]{2}\\x[0-9a-f]{2}\\x|0x[0-9a-f]{2}\s*,\s*0x[0-9a-f]{2}\s*,\s*0x|\bdecrypt\b|\bAES\b|RC4|shellcode|payload/ nocase
    $call = /(CFUNCTYPE|WINFUNCTYPE)\s*\(/
    $fetched = /b64decode|b85decode|unhexlify|fromhex|urlopen|requests\.get|\.recv\s*\(|\bdecrypt\s*\(/
    $runnable = /VirtualProtect\b|VirtualAlloc\b|PROT_EXEC|\b0x40\b|mprotect/
    $test = /unittest|pytest/ private
  condition:
    filesize < 2MB and $ctypes and not $test
    and (($alloc and $copy and $start and $code) or ($call and $fetched and $runnable and filesize < 16KB))
    and not labels contains " ELF" and not labels contains " PE32"
}

rule source_starts_machine_code {
  meta:
    author = "Assay"
    description = "A source puts bytes that it carries or fetches into memory that may run, and starts them"
    reference = "https://attack.mitre.org/techniques/T1055/"
    score = 80
    virus_type = "Trojan"
    family = "loader.memory"
    meaning_en = "The source puts machine code into memory, of its own or of another process, and starts it."
    meaning_zh = "源码将机器码写入自身或其他进程的内存并执行。"
  strings:
    $alloc = /\b(Nt|Zw)?(VirtualAlloc(Ex)?(Numa)?|AllocateVirtualMemory)\b|\bHeapCreate\s*\(\s*(HEAP_CREATE_ENABLE_EXECUTE|0x0*40000)|\bMapViewOfFile\b|\bNtMapViewOfSection\b/
    $execute = /PAGE_EXECUTE_READ_?WRITE|PAGE_EXECUTE_READ\b|\b0x0*(40|20)\b|ENABLE_EXECUTE|PageExecuteReadWrite|FILE_MAP_EXECUTE/
    $start = /\b(Nt|Rtl)?Create(Remote|User)?Thread(Ex)?\b|QueueUserAPC|CreateFiber|SetThreadContext|Enum(SystemLocales|Windows|ChildWindows|Fonts|Desktops|UILanguages|TimeFormats|DateFormats|ResourceTypes|PropsEx?)\w{0,4}\s*\(|syscall\.Syscall\w*\s*\(\s*(addr|a|ptr|shellcode|mem|p|lpAddr)|SyscallN?\s*\(\s*(addr|a|ptr|mem)|transmute|\(\s*\(\s*void\s*\(\s*\*\s*\)\s*\(|GetDelegateForFunctionPointer|\(\*\s*\(\s*void\s*\(\s*\*\s*\)/
    $bytes1 = /(\\x[0-9a-fA-F]{2}){12}/
    $bytes2 = /(byte\s+)?(0x[0-9a-fA-F]{1,2}(\s*\^\s*\w{1,4})?\s*,\s*){12}/
    $fetch = /hex\.DecodeString|FromBase64String|base64\.\w{0,12}\.?Decode|DownloadData|InternetReadFile|WinHttpReadData|http\.Get\s*\(|URLOpenBlockingStream|include_bytes!|FindResource|GetManifestResourceStream|https?\.get\s*\(|Buffer\.from\s*\(\s*["']/
    $moved = /RtlMoveMemory|RtlCopyMemory|Marshal\.Copy|copyMem|memcpy|copy_nonoverlapping|WriteProcessMemory|unsafe\.Pointer/
    $word = /\b(shell_?code|payload|beacon|implant|loader)\b/ nocase
    $jit = /\b(jit|assembler|emitter|trampoline|detour|LLVM|codegen|disassembl)\w*/ nocase private
  condition:
    filesize < 96KB and $alloc and $execute and $start and any of ($bytes1, $bytes2, $fetch) and ($word or $moved and filesize < 16KB) and not $jit
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule program_without_a_file {
  meta:
    author = "Assay"
    description = "A program that was fetched runs from memory, through a file without a name"
    reference = "https://attack.mitre.org/techniques/T1620/"
    score = 82
    virus_type = "Trojan"
    family = "loader.memory"
    meaning_en = "A fetched program is started from memory under another name, so that no file of it is seen."
    meaning_zh = "将下载的程序置于匿名内存文件中执行，以避免在磁盘留下痕迹。"
  strings:
    $make = /memfd_create|SYS_memfd_create|\bsyscall\s*\(?\s*(319|356|279|385)\b/
    $start = /\/proc\/(self|\$\$|%d|\$\{?pid\}?|"\s*\.\s*\$\$\s*\.\s*")\/fd\/|fexecve|execveat/
    $fetch = /https?:\/\/|urlopen|requests\.get|\bconnect\s*\(|recv\s*\(|b64decode|decode_base64|socket\s*\(|curl_easy|LWP::/
    $disguise = /\[k(worker|threadd|softirqd|auditd|swapd)[^\]\n]{0,16}\]|nginx:|\/usr\/sbin\/\w+|\[\w+\/\d[^\]]{0,8}\]/
    $test = /unittest|pytest|runc|container|selftest|kselftest/ nocase private
  condition:
    filesize < 1MB and $make and $start and $fetch and ($disguise or filesize < 16KB) and not $test
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule project_or_style_runs_code {
  meta:
    author = "Assay"
    description = "A project file, a style sheet or a component of Windows carries code that starts programs"
    reference = "https://attack.mitre.org/techniques/T1127/001/"
    score = 84
    virus_type = "Trojan"
    family = "loader.trusted"
    meaning_en = "A file for a tool of the system carries code, so that the tool runs it in its own name."
    meaning_zh = "供系统工具读取的文件中夹带代码，借该工具之名执行。"
  strings:
    $task = /(Roslyn)?CodeTaskFactory/ nocase
    $task_act = /VirtualAlloc|CreateThread|Assembly\.Load|Process\.Start|ProcessStartInfo|WebClient|DownloadString|TcpClient|FromBase64String|PowerShell\.Create|RunspaceFactory/
    $style = /urn:schemas-microsoft-com:xslt|msxsl:script|ms:script/ nocase
    $scriptlet = /<scriptlet\b|<package>[\x00-\xff]{0,200}<component/ nocase
    $act = /activexobject|wscript\.shell|createobject\s*\(/ nocase
    $start = /\.\s*(run|exec|shellexecute)\s*\(?|win32_process|powershell|cmd(\.exe)?\s*\/c/ nocase
  condition:
    filesize < 4MB and (($task and $task_act) or (($style or $scriptlet) and $act and $start))
    and not labels contains " ELF" and not labels contains " PE32"
}

rule autoit_or_lua_fetches {
  meta:
    author = "Assay"
    description = "A script of AutoIt, AutoHotkey or Lua fetches a program and starts it, or starts machine code"
    reference = "https://attack.mitre.org/techniques/T1059/010/"
    score = 80
    virus_type = "Downloader"
    family = "loader.autoit"
    meaning_en = "The script fetches a program and starts it unseen, or puts machine code into memory."
    meaning_zh = "脚本下载程序并隐藏启动，或将机器码写入内存执行。"
  strings:
    $fetch = /\bInetGet\s*\(\s*["'][^"'\n]{4,200}["']|URLDownloadToFile|UrlDownloadToFile\s*,\s*http/ nocase
    $start = /\b(Run|ShellExecute|RunWait)\s*\(\s*["'@$\w]|\bRun\s*,\s*\S/
    $hide = /@SW_HIDE|#NoTrayIcon|FileSetAttrib\s*\([^\n]{0,80}\+\w*H|,\s*Hide\b/ nocase
    $stay = /@StartupDir|@TempDir|@AppDataDir|CurrentVersion\\Run|A_Temp|A_Startup|A_AppData/ nocase
    $memory = /DllCall\s*\(\s*["']kernel32(\.dll)?["']\s*,[^\n]{0,60}["'](VirtualAlloc|VirtualProtect|CreateThread|WriteProcessMemory)/ nocase
    $call = /DllCallAddress|CallWindowProc|EnumWindows|CreateThread|RtlMoveMemory|NtUnmapViewOfSection/ nocase
    $binary = /Binary\s*\(\s*["']0x|BinaryToString|DllStructSetData|0x[0-9A-F]{60}/ nocase
    $lua_fetch = /(socket\.http|http)["']?\)?\s*[\x00-\xff]{0,200}\.request\s*[({]\s*["']https?:/
    $lua_start = /os\.execute\s*\(|io\.popen\s*\(/
    $lua_save = /io\.open\s*\([^)\n]{1,80}["']wb["']\)/
  condition:
    filesize < 8MB and (($fetch and $start and $hide and $stay) or ($memory and $call and $binary) or ($lua_fetch and $lua_start and $lua_save))
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule assembly_from_text {
  meta:
    author = "Assay"
    description = "A source decrypts, unpacks or fetches a program for .NET or a class of Java and starts it without a file"
    reference = "https://attack.mitre.org/techniques/T1620/"
    score = 76
    virus_type = "Trojan"
    family = "loader.managed"
    meaning_en = "The source decrypts or fetches another program and starts it in memory, without a file."
    meaning_zh = "源码解密或下载另一程序并在内存中直接执行。"
  strings:
    $load = /Assembly\.Load\s*\(|AppDomain\.\w{1,40}\.Load\s*\(|\bLoad\s*\(\s*\w{1,40}\.ToArray\s*\(/
    $entry = /\.EntryPoint\b|GetMethod\s*\([^;\n]{0,120}\)\s*\.?\s*Invoke|InvokeMember|\.GetType\s*\(\s*"[^"\n]{1,80}"\s*\)\s*\.GetMethod/
    $start = /\.Invoke\s*\(/
    $source = /FromBase64String|CreateDecryptor|TransformFinalBlock|GZipStream|DeflateStream|DownloadData|GetByteArrayAsync|\^=? ?0x[0-9a-f]|\^=? ?key\b/
    $java = /\bdefineClass\b/
    $java_source = /openStream\s*\(|HttpURLConnection|Base64\.getDecoder|BASE64Decoder|Cipher\.getInstance/
    $java_address = /"https?:\/\/[^"\s]{4,200}"|"[A-Za-z0-9+\/=]{200}/
    $java_start = /newInstance\s*\(|\.invoke\s*\(/
    $hosted = /PowerShell\.Create\s*\(|RunspaceFactory|CSharpCodeProvider|ScriptControl|JScript\.Vsa/
    $hosted_act = /AddScript\s*\(|CompileAssemblyFromSource|Evaluate\s*\(|ExecuteStatement/
    $hosted_from = /DownloadString\s*\(|GetStringAsync\s*\(|FromBase64String\s*\(\s*"[A-Za-z0-9+\/=]{40}/
    $plugin = /\b(namespace\s+\w+\.(Tests?|Plugins?)|Microsoft\.CodeAnalysis|CSharpCompilation|NUnit|Xunit|JUnit|org\.junit)/ private
  condition:
    filesize < 48KB and not $plugin and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF " and not labels contains " JSP "
    and not labels contains " ASPX "
    and (($load and $entry and $start and $source and #source > 1) or ($hosted and $hosted_act and $hosted_from) or ($java and $java_source and $java_address and $java_start and filesize < 16KB))
}

rule perl_or_ruby_memory {
  meta:
    author = "Assay"
    description = "Perl, Ruby, PHP or Lua puts machine code into memory and starts it"
    reference = "https://attack.mitre.org/techniques/T1620/"
    score = 84
    virus_type = "Trojan"
    family = "loader.memory"
    meaning_en = "The script puts machine code into memory and starts it."
    meaning_zh = "脚本将机器码写入内存并执行。"
  strings:
    $perl = /dl_install_xsub|Win32::API[^\n]{0,60}(VirtualAlloc|CreateThread|RtlMoveMemory)/
    $ruby = /Fiddle::(Function|Pointer)|Win32API\.new\s*\(?\s*["']kernel32["']\s*,\s*["'](VirtualAlloc|CreateThread|RtlMoveMemory)/
    $other = /FFI::cdef[\x00-\xff]{0,400}(VirtualAlloc|mprotect|mmap)|ffi\.cdef[\x00-\xff]{0,400}(VirtualAlloc|mprotect|mmap)/
    $code = /decode_base64|unpack1?\s*\(?\s*["']m|base64_decode|(\\x[0-9a-fA-F]{2}){8}|pack\s*\(\s*["']H\*|\.pack\s*\(\s*["']/
    $memory = /\bsyscall\s*\(?\s*(9|10|192|125)\b|VirtualAlloc|mprotect|mmap|PROT_EXEC|malloc/
    $test = /Test::More|RSpec|minitest|unittest/ private
  condition:
    filesize < 256KB and any of ($perl, $ruby, $other) and $code and $memory and not $test
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}
