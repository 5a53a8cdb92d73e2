// Shell scripts that fetch a program and start it behind the user's back.

private rule shell {
  strings:
    $bang = /^#!\s*\/(usr\/)?bin\/(env\s+)?(ba|da|z|k|a)?sh/
    $line = /(^|\n)(cd|wget|curl|chmod|nohup|export|rm|killall|pkill|ps)\s/
    $manual = /(^|\n)\.(TH|SH) |^(<!DOCTYPE|<html)/ nocase
  condition:
    ($bang or $line) and not $manual and filesize < 1MB
    and not labels contains " ELF" and not labels contains " PE32"
}

rule fetch_and_start_hidden {
  meta:
    author = "Assay"
    description = "A program is fetched from a bare address into a temporary folder, made executable, started, and removed"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 86
    virus_type = "Downloader"
    family = "dropper.shell"
    meaning_en = "A program is fetched from a bare address, made executable, started and its traces removed."
    meaning_zh = "从裸 IP 地址下载程序，赋予执行权限并运行，随后清除痕迹。"
  strings:
    $fetch = /\b(wget|curl|tftp|ftpget|lwp-download)\s[^\n;|&]{0,120}(https?:\/\/|ftp:\/\/)?\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?[\/ ][^\n]{1,120}/
    $mode = /\bchmod\s+(-R\s+)?(\+x|[0-7]?7[0-7]{2}|a\+x|u\+x)\s+[^\n]{1,80}/
    $start = /(;|&&|\n|\|\||\bthen\b|\bdo\b)\s*(nohup\s+|sh\s+|sudo\s+|setsid\s+)?(\.\/|\/tmp\/|\/var\/tmp\/|\/dev\/shm\/|\/var\/run\/)[\w.\/$-]{1,60}/
    $clean = /\brm\s+-r?f\s+[^\n]{1,60}|history\s+-c|>\s*\/var\/log\/|unset\s+HISTFILE|rm\s+(--\s+)?["']?\$0/
    $place = /\bcd\s+\/(tmp|var\/run|mnt|root|dev\/shm|var\/tmp|run)\b|\/dev\/shm\/|\/var\/tmp\/|\/tmp\//
  condition:
    shell and $fetch and $mode and $start and $place and ($clean or #fetch > 3)
}

rule fetch_for_many_machines {
  meta:
    author = "Assay"
    description = "One program for many processor types is fetched and tried in turn, as bots of routers and cameras do"
    reference = "https://attack.mitre.org/software/S0610/"
    score = 92
    virus_type = "Downloader"
    family = "dropper.shell-bot"
    meaning_en = "One program for many processor types is fetched and tried in turn: how bots spread over routers and cameras."
    meaning_zh = "为多种处理器架构依次下载并尝试运行同一程序，是物联网僵尸网络的传播方式。"
  strings:
    $fetch = /\b(wget|curl|tftp|ftpget)\s[^\n]{0,120}[\/._-](mips|mipsel|mpsl|arm[4567]?l?|armv[4-7]l?|x86(_64)?|i[3-6]86|ppc|powerpc|sh4|m68k|sparc|arc)\b/ nocase
    $mode = /chmod\s+(\+x|[0-7]?7[0-7]{2}|-R)/
    $mips = /[\/._-](mips|mipsel|mpsl)\b/ nocase
    $arm = /[\/._-]arm(v?[4567]l?)?\b/ nocase
    $other = /[\/._-](sh4|m68k|sparc|ppc|powerpc|x86|i[56]86)\b/ nocase
    $place = /\/tmp|\/var\/run|\/mnt|\/dev\/shm|\/var\/tmp/
  condition:
    shell and filesize < 64KB and #fetch > 2 and $mode and $mips and $arm and $other and $place
}

rule fetch_piped_to_shell_hidden {
  meta:
    author = "Assay"
    description = "A script from a bare address, or one that is decoded first, goes straight into a shell and its output nowhere"
    reference = "https://attack.mitre.org/techniques/T1059/004/"
    score = 82
    virus_type = "Downloader"
    family = "dropper.shell-pipe"
    meaning_en = "A script from a bare address or an encoded text goes straight into a shell: nobody sees what runs."
    meaning_zh = "来自裸 IP 地址的脚本或经编码的内容直接送入 Shell 执行，无法看到实际内容。"
  strings:
    $bare = /\b(curl|wget)\s[^\n|;]{0,120}https?:\/\/\d{1,3}(\.\d{1,3}){3}[^\n|;]{0,100}\|\s*(sudo\s+)?(ba|da|z)?sh\b/
    $either = /\(\s*(curl|wget)\s[^\n)]{1,160}\|\|\s*(curl|wget)\s[^\n)]{1,160}\)\s*\|\s*(ba|da)?sh\b/
    $decoded = /\b(echo|printf)\s+(-\w+\s+)?["']?[A-Za-z0-9+\/=]{60,}["']?\s*\|\s*(base64|openssl\s+(enc\s+)?(-base64\s+)?(-d)?|base32)\s[^\n|]{0,30}\|\s*(sudo\s+)?((ba|da|z)?sh|python[23]?|perl)\b/
    $eval = /\beval\s+["']?\$\(\s*(echo|printf)\s+(-\w+\s+)?["']?[A-Za-z0-9+\/=]{60,}["']?\s*\|\s*base64\s+(-d|--decode|-D)/
    $hosts = /\b(curl|wget)\s[^\n|;]{0,80}(pastebin\.com\/raw|transfer\.sh|\.onion|ix\.io|raw\.githack|anonfiles)[^\n|;]{0,80}\|\s*(sudo\s+)?(ba|da|z)?sh\b/
    $local = /https?:\/\/(127\.0\.0\.1|169\.254\.169\.254|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)/ private
  condition:
    filesize < 256KB and not labels contains " ELF" and not labels contains " PE32"
    and (any of ($either, $decoded, $eval, $hosts) or ($bare and not $local))
    and (shell or filesize < 2KB)
}

rule defences_off {
  meta:
    author = "Assay"
    description = "Firewalls, security agents or rival malware are stopped, and a download is made permanent"
    reference = "https://attack.mitre.org/techniques/T1562/001/"
    score = 85
    virus_type = "Downloader"
    family = "dropper.shell-defences"
    meaning_en = "Security software and rival malware are stopped before something is fetched and made permanent."
    meaning_zh = "先停用安全软件并清除竞争对手的恶意程序，再下载并持久化自身。"
  strings:
    $agents = /(aegis|aliyun-service|cloudmonitor|YunJing|qcloud|bcm-agent|AliYunDun|AliSecGuard|quartz_uninstall|uninstall\.sh[^\n]{0,40}(aegis|stargate))/ nocase
    $firewall = /ufw\s+disable|iptables\s+-F|setenforce\s+0|SELINUX=disabled|systemctl\s+(stop|disable)\s+(firewalld|apparmor)|echo\s+["']?0["']?\s*>\s*\/proc\/sys\/kernel\/nmi_watchdog/
    $rivals = /(pkill|killall|kill\s+-9|grep)[^\n]{0,60}(kinsing|kdevtmpfsi|xmrig|minerd|watchbog|sustes|ddgs|cryptonight|stratum|networkservice|sysupdate|kswapd0|\.mine|xmr-stak)/
    $fetch = /\b(curl|wget)\s[^\n]{3,160}/
    $keep = /crontab\s+-|\/etc\/cron|\/var\/spool\/cron|authorized_keys|ld\.so\.preload|chattr\s+[+-]i|\.bashrc|systemctl\s+enable/
  condition:
    shell and $fetch and $keep and (($agents and ($firewall or $rivals)) or ($rivals and $firewall) or #rivals > 4)
}
