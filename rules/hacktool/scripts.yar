// Scripts and sources that attackers run on machines which they have entered, or against those which they want to enter.

private rule text_about_attacks {
  strings:
    // A library with examples that distributions of Linux carry.
    $library = "impacket.examples"
    $document = /^(# |## |---\s|title: |<!DOCTYPE|<html|<\?xml|\.TH |\{\s*"|alert )|\n(detection|logsource|falsepositives):|\bSecRule\b|\brule\s+\w+\s*(:[^\{]{0,60})?\{\s*(meta|strings)\s*:/ nocase
  condition:
    $document or $library
}

rule passwords_from_memory {
  meta:
    author = "Assay"
    description = "The process or the files in which Windows keeps passwords are copied"
    reference = "https://attack.mitre.org/techniques/T1003/"
    score = 82
    virus_type = "Hacktool"
    family = "hacktool.credentials"
    meaning_en = "The script copies the memory or the files in which Windows keeps passwords."
    meaning_zh = "脚本复制 Windows 存放密码的进程内存或文件。"
  strings:
    $dump1 = /comsvcs(\.dll)?["',]{0,3}[ ,]{0,3}["']?(#\+?0*24|MiniDump)/ nocase ascii wide
    $dump2 = /procdump(64)?(\.exe)?\s[^\n]{0,60}lsass|lsass(\.exe)?\s+\w+\.dmp/ nocase ascii wide
    $sam = /reg(\.exe)?\s+save\s+["']?hk(lm|ey_local_machine)\\sam\b/ nocase ascii wide
    $system = /reg(\.exe)?\s+save\s+["']?hk(lm|ey_local_machine)\\(system|security)\b/ nocase ascii wide
    $directory1 = /ntdsutil(\.exe)?["']?\s[^\n]{0,80}ifm/ nocase ascii wide
    $directory2 = /(copy|xcopy|esentutl)[^\n]{0,120}(HarddiskVolumeShadowCopy|\\)[^\n]{0,60}ntds\.dit/ nocase ascii wide
    $policy = /cpassword/ nocase ascii
    $policy_key = /0x4e\s*,\s*0x99\s*,\s*0x06\s*,\s*0xe8|4e9906e8fcb66cc9faf49310620ffee8|\\x4e\\x99\\x06\\xe8/ nocase ascii
    $dump3 = /MiniDumpWriteDump/ nocase ascii
    $lsass = /Get-Process\s+["']?lsass|lsass\.exe|GetProcessesByName\s*\(\s*"lsass/ nocase ascii
  condition:
    filesize < 1MB and not text_about_attacks and not labels contains " PE32" and not labels contains " ELF" and not labels contains " PDF "
    and (any of ($dump1, $dump2, $directory1, $directory2) or ($sam and $system) or ($policy and $policy_key) or ($dump3 and $lsass))
}

rule ways_to_root_listed {
  meta:
    author = "Assay"
    description = "A script searches for many ways to become root or administrator at once"
    reference = "https://attack.mitre.org/techniques/T1068/"
    score = 74
    virus_type = "Hacktool"
    family = "hacktool.rights"
    meaning_en = "The script searches the machine for all the ways in which a user could take it over."
    meaning_zh = "脚本在主机上搜寻各种提权途径。"
  strings:
    $u1 = /find\s+\/[^\n]{0,60}-perm\s+[-\/]?(-u=s|[ug]=s|[246]000|u\+s)/
    $u2 = /\/etc\/shadow\b/
    $u3 = /sudo\s+(-n\s+)?-(l|ll)\b|sudo\s+-n\b/
    $u4 = /getcap\s+-r/
    $u5 = /docker\.sock|lxd\b|\/\.dockerenv/
    $u6 = /id_rsa|authorized_keys/
    $u7 = /grep\s+[^\n]{0,60}(passw|pwd|secret)[^\n]{0,100}(\/var|\/etc|\/home|\/opt|\/)/ nocase
    $u8 = /\/etc\/cron|crontab\s+-l/
    $u9 = /dirty ?c[o0]w|dirtypipe|pwnkit|CVE-20\d\d-\d{4,5}|exploit-?db|kernel exploit/ nocase
    $u10 = /no_root_squash|\/etc\/exports/
    $u11 = /(writable|world-writable)[^\n]{0,40}(file|dir|path|passwd)|-writable\b/ nocase
    $w1 = /unattend(ed)?\.xml|sysprep\.inf/ nocase
    $w2 = /AlwaysInstallElevated/ nocase
    $w3 = /SeImpersonatePrivilege|whoami\s+\/priv/ nocase
    $w4 = /unquoted|PathName[^\n]{0,60}-notlike|wmic\s+service\s+get[^\n]{0,60}pathname/ nocase
    $w5 = /cmdkey\s+\/list|DefaultPassword|winlogon[^\n]{0,60}(DefaultUserName|AutoAdminLogon)/ nocase
    $w6 = /accesschk|icacls[^\n]{0,80}(everyone|users)/ nocase
    $w7 = /findstr\s+\/si?\w*\s+[^\n]{0,20}password|Groups\.xml|cpassword/ nocase
    $audit = /lynis|tiger|OpenSCAP|CIS Benchmark|\bhardening\b/ nocase private
  condition:
    filesize < 2MB and not text_about_attacks and not $audit and (7 of ($u*) or 5 of ($w*))
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule passwords_guessed {
  meta:
    author = "Assay"
    description = "A script tries a list of passwords at a login of the network"
    reference = "https://attack.mitre.org/techniques/T1110/001/"
    score = 72
    virus_type = "Hacktool"
    family = "hacktool.guessing"
    meaning_en = "The script guesses passwords at the login of other machines."
    meaning_zh = "脚本对其他主机的登录接口进行口令猜解。"
  strings:
    $web = /\/wp-login\.php|\/administrator\/index\.php|\/xmlrpc\.php|wp\.getUsersBlogs|\/phpmyadmin\/index\.php|\/user\/login|\/admin\/login/ nocase
    $ssh = /paramiko\.SSHClient|ssh2_auth_password|Net::SSH|crypto\/ssh"|ftplib\.FTP|telnetlib\.Telnet|smtplib\.SMTP|SMBConnection|ldap3\.|pymysql\.connect|Net::FTP/
    $try = /\b(pwd|passwd|password|pass)["']?\s*(:|=>|=)\s*["']?\$?\w|["']log["']\s*(:|=>)|\.login\s*\(|\.connect\s*\([^\n]{0,80}pass/ nocase
    $list = /(passwords?|passlist|wordlist|pass_?file|combo|dict|rockyou)[\w.]{0,16}["']?\s*[,)\]:.]|open\s*\(\s*sys\.argv\[|for\s+\w*pass\w*\s+in\b|foreach[^\n]{0,40}pass/ nocase
    $won = /(\[\+\]|found|success|cracked|hacked|valid|vuln|pwned)[^\n]{0,60}(pass|pwd|login|cred|\bp\b)|(vuln|cracked|good|valid|hits?|pwned|found|result)\w*\.txt/ nocase
    $many = /ThreadPool|threading\.Thread|multiprocessing|\bfork\b|concurrent\.futures|go\s+func|curl_multi|Parallel::ForkManager|gevent|for\s+\w+\s+in\s+open\s*\(/
    $word = /brute|bruter|cracker|checker|mass|\bscan/ nocase
    $code = /\b(import|package|function|require|include)[ (]|^#!/
    $test = /unittest|pytest|\bassert\b/ private
  condition:
    filesize < 128KB and $code and not text_about_attacks and any of ($web, $ssh) and $try and $list and $won and ($many or $word) and not $test
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule flaw_sent_to_many {
  meta:
    author = "Assay"
    description = "A script sends the text that triggers a known flaw to a list of machines"
    reference = "https://attack.mitre.org/techniques/T1190/"
    score = 76
    virus_type = "Exploit"
    family = "hacktool.exploit"
    meaning_en = "The script sends attacks on a known flaw to other machines."
    meaning_zh = "脚本向其他主机发送已知漏洞的攻击载荷。"
  strings:
    $p1 = /\$\{jndi:(ldap|rmi|dns|ldaps|iiop)/
    $p2 = /class\.module\.classLoader\.resources\.context\.parent\.pipeline/
    $p3 = /\(\)\s*\{\s*:;\s*\}\s*;/
    $p4 = /%\{\(#_?\w{1,20}\s*=|@ognl\.OgnlContext@DEFAULT_MEMBER_ACCESS/
    $p5 = /\/cgi-bin\/(\.%2e|%%32%65)\/|\/_ignition\/execute-solution|\/vendor\/phpunit\/phpunit\/src\/Util\/PHP\/eval-stdin\.php|\/mgmt\/tm\/util\/bash|\/setup\.cgi\?next_file=|\/GponForm\/diag_Form|\/wls-wsat\/CoordinatorPortType|\/SDK\/webLanguage|\/ws\/v1\/cluster\/apps\/new-application|\/api\/v1\/\?\w*=|\/actuator\/gateway\/routes|\/invoker\/JMXInvokerServlet/
    $p6 = /think\\{1,2}app\/invokefunction|call_user_func_array&vars/
    $send = /requests\.(get|post|put|request)\s*\(|urlopen\s*\(|http\.client|socket\.socket|net\/http|HttpClient|curl_exec|LWP::UserAgent|curl\s+-/
    $many = /sys\.argv|threading\.Thread|ThreadPool|open\s*\([^)\n]{1,40}\)|for\s+\w+\s+in\b|argparse|flag\.String|\$argv|@ARGV|\$1\b/
    $act = /revshell|reverse|\/bin\/(ba)?sh|payload|exploit|cmd|command|shell|wget|curl\s/ nocase
    $defence = /\b(detect|waf|honeypot|snort|suricata|mod_security|scanner for defenders|blocklist|unittest|pytest)\b/ nocase private
  condition:
    filesize < 256KB and not text_about_attacks and any of ($p*) and $send and $many and $act and not $defence
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule tickets_collected {
  meta:
    author = "Assay"
    description = "A script asks a Windows domain for the tickets of its services, to guess their passwords elsewhere"
    reference = "https://attack.mitre.org/techniques/T1558/003/"
    score = 80
    virus_type = "Hacktool"
    family = "hacktool.directory"
    meaning_en = "The script collects tickets of a Windows domain, to guess passwords from them."
    meaning_zh = "脚本收集 Windows 域服务票据以离线破解口令。"
  strings:
    $ticket = /KerberosRequestorSecurityToken|krb5tgs|krb5asrep|getKerberosTGS|GetUserSPNs|AS-?REP ?roast/ nocase
    $search = /servicePrincipalName|DONT_REQ_PREAUTH|4194304|DirectorySearcher|objectClass=user/ nocase
    $out = /GetRequest\s*\(|Out-File|hashcat|\.write\s*\(|Add-Content|Write-Output|BitConverter|print\s*\(/
    $cracker = /John the Ripper|#include\s*</ private
  condition:
    filesize < 512KB and $ticket and $search and $out and not text_about_attacks and not $cracker
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule rights_without_asking {
  meta:
    author = "Assay"
    description = "A script gets an administrator's rights past the question that Windows asks"
    reference = "https://attack.mitre.org/techniques/T1548/002/"
    score = 84
    virus_type = "Hacktool"
    family = "hacktool.rights"
    meaning_en = "The code gets an administrator's rights past the question that Windows asks its user."
    meaning_zh = "代码绕过用户账户控制（UAC）获取管理员权限。"
  strings:
    $handler = /(ms-settings|mscfile|exefile|Folder|AppX82a6gwre4fdg3bt635tn5ctqjf8msdd2|Launcher\.SystemSettings)\\{1,2}(Shell|CurVer)(\\{1,2}Open\\{1,2}command)?/ nocase ascii wide
    $host = /\b(fodhelper|computerdefaults|eventvwr|sdclt|slui|wsreset|changepk|CompMgmtLauncher|SystemSettingsAdminFlows)(\.exe)?\b/ nocase ascii wide
    $delegate = /DelegateExecute/ nocase ascii wide
    $space = /C:\\{1,2}Windows \\{1,2}System32/ ascii wide
    $environment = /HKCU[:\\]{1,3}Environment[^\n\x00]{0,60}windir|SilentCleanup/ nocase ascii wide
    $moniker = /Elevation:Administrator!new:/ nocase ascii wide
    $write = /\b(reg(\.exe)?\s+add|New-Item|Set-ItemProperty|New-ItemProperty|RegSetValue\w*|SetValueEx|CreateKey|RegCreateKey\w*|mkdir|CreateDirectory|schtasks|RegWrite)\b/ nocase ascii wide
  condition:
    filesize < 4MB and not text_about_attacks and $write
    and (($handler and ($host or $delegate)) or ($space and #space > 1) or ($environment and #environment > 1) or ($moniker and ($host or $handler)))
    and not labels contains " PDF "
}

rule shares_guessed {
  meta:
    author = "Assay"
    description = "A batch file tries lists of users and passwords at the shares of other machines, or starts programs there"
    reference = "https://attack.mitre.org/techniques/T1021/002/"
    score = 76
    virus_type = "Hacktool"
    family = "hacktool.guessing"
    meaning_en = "The batch file guesses passwords of other machines' shares."
    meaning_zh = "批处理对其他主机的共享进行口令猜解。"
  strings:
    $each = /for\s+\/[fl]\s[^\n]{1,120}\bin\b/ nocase
    $use = /net\s+use\s+[^\n]{0,60}(ipc|admin|c)\$[^\n]{0,80}%%?\w/ nocase
    $user = /\/u(ser)?:\s*["']?[^\s"']{0,40}%%?\w|\/user:/ nocase
    $after = />>\s*\w|psexec|wmic\s+\/node|copy\s[^\n]{0,80}(admin|c)\$|sc\s+\\\\|at\s+\\\\/ nocase
  condition:
    filesize < 64KB and $each and $use and $user and $after and not text_about_attacks
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}
