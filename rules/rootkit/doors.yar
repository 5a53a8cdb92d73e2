// Modules that let an intruder in by a password of his own, or write down what users type.

rule login_module {
  meta:
    author = "Assay"
    description = "A module of the login service accepts a fixed password, or writes passwords into a file"
    reference = "https://attack.mitre.org/techniques/T1556/003/"
    score = 82
    virus_type = "Backdoor"
    family = "rootkit.login"
    meaning_en = "The login module accepts a fixed password, or writes down the passwords of those who log in."
    meaning_zh = "登录认证模块接受固定口令，或记录用户登录密码。"
  strings:
    $module = /pam_sm_authenticate|pam_get_authtok|pam_get_item\s*\([^;\n]{0,60}PAM_AUTHTOK|unix_auth|_unix_verify_password/
    $fixed = /strn?cmp\s*\(\s*\w*(p|pass|pwd|passwd|password|auth_?tok|p_?ass)\w{0,6}\s*,\s*("[^"\n]{3,60}"|[A-Z_]{4,30})[^;\n]{0,40}\)\s*(==\s*0)?[^;]{0,60}PAM_SUCCESS/
    $defined = /#define\s+\w*(BACKDOOR|MAGIC_?PASS|SECRET_?PASS|MASTER_?PASS|ROOT_?PASS|MY_?PASS|THE_?PASS)\w*\s+"/ nocase
    $written = /fprintf\s*\(\s*\w+\s*,\s*"[^"\n]{0,60}%s[^"\n]{0,20}[:\/|,\s][^"\n]{0,20}%s[^"\n]{0,20}\\n"\s*,[^;\n]{0,80}(p|pass|pwd|passwd|password|authtok)\w{0,4}\s*[,)]/ nocase
    $script = /pam_exec\.so[^\n]{0,60}expose_authtok[^\n]{0,60}\/(tmp|var\/tmp|dev\/shm|home)\//
  condition:
    filesize < 1MB and (($module and any of ($fixed, $defined, $written)) or $script)
    and not labels contains " PDF "
}

rule daemon_with_second_password {
  meta:
    author = "Assay"
    description = "A patched login daemon: a fixed password beside the users', and a file in which passwords are kept"
    reference = "https://attack.mitre.org/techniques/T1554/"
    score = 78
    virus_type = "Backdoor"
    family = "rootkit.login"
    meaning_en = "A login daemon was changed so that it accepts a second password or writes passwords down."
    meaning_zh = "登录守护进程被篡改，可用第二口令登录或记录用户密码。"
  strings:
    $daemon = /auth_password|sshpam_|userauth_passwd|SSH_MSG_USERAUTH/
    $word = /\b(secret_?ok|backdoor_active|secretpassword|magic_?pass\w{0,4}|login_backdoor|bd_pass\w{0,6}|ILOG\b|OLOG\b|SECRETPW)\b/
    $log = /\/(tmp|var\/tmp|dev\/shm|usr\/share\/\.|usr\/lib\/\.|etc\/\.|usr\/include\/)[\w.\/-]{0,40}/
    $format = /%s[:\/ ]%s|user(name)?:\s*%s[^"\n\x00]{0,20}pass(word)?:\s*%s|\+user: %s \+password: %s/ nocase
  condition:
    filesize < 8MB and $daemon and ($word or ($log and $format and filesize < 256KB and #format > 1))
    and not labels contains " PDF "
}

rule words_written_down {
  meta:
    author = "Assay"
    description = "A library stands before the function that reads or writes, and keeps what looks like a password"
    reference = "https://attack.mitre.org/techniques/T1574/006/"
    score = 78
    virus_type = "Rootkit"
    family = "rootkit.login"
    meaning_en = "The library listens to what programs read and write, and keeps passwords."
    meaning_zh = "该库监听程序的读写内容并记录密码。"
  strings:
    $next = /dlsym\s*\(\s*RTLD_NEXT\s*,\s*"(read|write|send|recv|SSL_read|SSL_write|fgets|getpass|crypt|strcmp|pam_\w+)"/
    $word = /[Pp]?assw(or)?d|authtok|sudo/
    $keep = /fopen\s*\(|open\s*\([^;\n]{0,80}O_(WRONLY|APPEND|RDWR|CREAT)|sendto\s*\(|connect\s*\(/
    $place = /"\/(tmp|var|dev\/shm|usr|etc|home)\/[^"\n]{0,80}"|inet_(addr|pton)/
  condition:
    filesize < 256KB and all of them and not labels contains " PDF "
}
