// Hiding from the system.

rule preload_library {
  meta:
    author = "Assay"
    description = "A library that replaces the functions by which files and processes are listed, and looks up the real ones"
    reference = "https://attack.mitre.org/techniques/T1574/006/"
    score = 84
    virus_type = "Rootkit"
    family = "rootkit.user"
    meaning_en = "The library replaces system functions to hide files, processes or connections."
    meaning_zh = "该库替换系统函数，用于隐藏文件、进程或网络连接。"
  strings:
    $next = /dlsym\s*\(\s*RTLD_NEXT|\x00dlsym\x00/
    $list = /\x00readdir(64)?\x00|\breaddir(64)?\s*\(\s*DIR/
    $proc = "/proc/self/fd/%d"
    $status = /\/proc\/%s\/(stat|cmdline|status)|\/proc\/net\/tcp/
    $preload = "ld.so.preload"
    $hide = /hid(e|den)_?(port|file|process|pid|proc|gid)|process_to_filter|MAGIC_?(GID|STRING|PREFIX)|is_invisible|HIDE_?(PORT|ME|PREFIX)|get_dir_name/ nocase
    $shell = /\/bin\/(ba)?sh|accept_?(back)?door|pam_authenticate|bind_?shell/
    $door = /dlsym\s*\(\s*RTLD_NEXT\s*,\s*"(accept4?|read|recv|write|open|SSL_read|getpwnam|pam_\w+)"/
    $door_shell = /execl?[vpe]{0,2}\s*\(\s*"\/bin\/(ba)?sh"/
    $door_input = /\bdup2\s*\(/
    $manual = /(^|\n)\.(TH|SH) / private
  condition:
    not $manual and filesize < 4MB and (($door and $door_shell and $door_input) or $next and $list and ($preload or $proc or $status) and $hide and ($status or $shell))
}

rule kernel_module {
  meta:
    author = "Assay"
    description = "A kernel module that changes the table of system calls or hides itself, files or processes"
    reference = "https://attack.mitre.org/techniques/T1014/"
    score = 86
    virus_type = "Rootkit"
    family = "rootkit.kernel"
    meaning_en = "The kernel module changes system calls to hide itself and to give an intruder rights."
    meaning_zh = "内核模块篡改系统调用以隐藏自身，并为入侵者提权。"
  strings:
    $table = /\bsys_call_table\b/
    $lookup = /kallsyms_lookup_name|register_kprobe|ftrace_set_filter_ip|register_ftrace_function/
    $cr0 = /write_cr0|cr0_write|set_memory_rw|~\s*0x(00010000|10000)|write_forced/
    $getdents = /getdents(64)?\b/
    $kill = /(__x64_)?sys_kill\b|hacked_kill|hook_kill|orig_kill/
    $creds = /prepare_creds\b|commit_creds\b/
    $hide = /(module|self|kobj)_?hide|hide_?(module|pid|proc|self|file|port|tcp)|is_invisible|module_hidden|list_del(_init)?\s*\(\s*&\s*(THIS_MODULE|__this_module)/ nocase
    $directory = /\b(orig|old|real|fake|hook(ed)?|new|my|hacked)_?(filldir(64)?|iterate(_shared|_dir)?|readdir|lookup)\b/
    $packets = /nf_register_(net_)?hooks?\b/
    $helper = /call_usermodehelper\w*/
    $unlisted = /kobject_del\s*\(\s*&\s*(THIS_MODULE|__this_module)|list_del(_init)?\s*\(\s*&\s*(THIS_MODULE|__this_module)/
    $module = /init_module|module_init\s*\(|\x00vermagic=|MODULE_LICENSE/
    $tcp = /tcp4_seq_show/
  condition:
    filesize < 8MB and $module and $hide and (
      ($table and 2 of ($cr0, $getdents, $kill, $creds, $lookup))
      or ($lookup and 2 of ($getdents, $kill, $tcp) and $creds)
      or ($directory and $unlisted)
      or ($packets and $helper and $unlisted)
    )
}

rule preload_installed {
  meta:
    author = "Assay"
    description = "A script puts a library into ld.so.preload, from a folder for temporary or hidden files"
    reference = "https://attack.mitre.org/techniques/T1574/006/"
    score = 82
    virus_type = "Rootkit"
    family = "rootkit.install"
    meaning_en = "The script makes every program load a library from an unusual place: a way to hide."
    meaning_zh = "脚本让所有程序加载来自异常位置的动态库，属于隐藏手段。"
  strings:
    $echo = /(echo|printf)\s+["']?\/(tmp|dev\/shm|var\/tmp|usr\/local\/lib\/\.|lib\/\.|etc\/\.)[^\n>]{0,60}\.so["']?\s*>>?\s*\/etc\/ld\.so\.preload/
    $any = /(echo|printf)\s+["']?\/[^\n>]{3,80}\.so["']?\s*>>?\s*\/etc\/ld\.so\.preload/
    $fetch = /\b(curl|wget)\s[^\n]{0,120}https?:\/\/[^\n]{3,120}/
    $chattr = /chattr\s+\+i\s+\/etc\/ld\.so\.preload/
  condition:
    filesize < 1MB and ($echo or ($any and ($fetch or $chattr)))
    and not labels contains " ELF" and not labels contains " PE32"
}

rule system_tools_replaced {
  meta:
    author = "Assay"
    description = "A script puts programs of its own in the place of those by which a system is watched, and removes the traces"
    reference = "https://attack.mitre.org/techniques/T1554/"
    score = 84
    virus_type = "Rootkit"
    family = "rootkit.tools"
    meaning_en = "The script replaces the tools by which intruders would be seen, and removes its traces."
    meaning_zh = "脚本替换可用于发现入侵者的系统工具，并清除痕迹。"
  strings:
    $replace = /\b(cp|mv|install|cat)\s[^\n]{0,80}\/(usr\/)?s?bin\/(ps|ls|netstat|top|ss|lsof|ifconfig|login|sshd|find|pstree|du|dir|passwd|su|\$\w+)\b/
    $names = /\b(ps|netstat|top|lsof|ifconfig|pstree)\s+(ps|netstat|top|lsof|ls|ss|find|pstree|ifconfig)\b/
    $fixed = /\bchattr\s+[+-]\w*(i|s|u|a)/
    $time = /\btouch\s+(-\w+\s+)*-(a|c|m)*r\s/
    $traces = /(>|rm\s[^\n]{0,40})\s*\/var\/log\/(wtmp|lastlog|secure|messages|auth)|unset\s+HISTFILE|HISTFILE=\/dev\/null|history\s+-c|kill(all)?\s[^\n]{0,20}syslogd?/
    $odd = /\/\.\.\.|\/dev\/\.\w|\/usr\/(share|lib|include|src)\/[\w\/.]{0,40}\/?\.\w|\/tmp\/\.\w|rc\.sysinit|ld\.so\.preload/
    $about = /^(# |## |<!DOCTYPE|<html|\.TH )|dpkg-divert|update-alternatives/ private
  condition:
    filesize < 256KB and $replace and not $about and (($time and $fixed and any of ($traces, $odd, $names)) or ($names and $traces and any of ($fixed, $time, $odd)))
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}
