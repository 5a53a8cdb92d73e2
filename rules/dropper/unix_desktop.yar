// Scripts that plant programs on macOS and Android.

rule agent_for_macos {
  meta:
    author = "Assay"
    description = "A script fetches a program for macOS and takes its quarantine away, or starts it at every login under a name of the system's maker"
    reference = "https://attack.mitre.org/techniques/T1543/001/"
    score = 80
    virus_type = "Downloader"
    family = "dropper.macos"
    meaning_en = "The script fetches a program for macOS past the system's checks and starts it, now or at every login."
    meaning_zh = "脚本绕过系统检查下载 macOS 程序并启动，或设为登录自启。"
  strings:
    $fetch = /\bcurl\s[^\n]{0,160}https?:\/\/|\bcurl\s[^\n]{0,20}\$\w|nscurl|URLWithString/ nocase
    $bare = /https?:\/\/\d{1,3}(\.\d{1,3}){3}/
    $free = /xattr\s+(-\w+\s+){1,3}("?com\.apple\.quarantine|["'$\/~.\w])|spctl\s+--master-disable|csrutil\s+disable/
    $run = /\bchmod\s+(\+x|a\+x|[0-7]?7[0-7]{2})\b|\bopen\s+(-\w+\s+)?["']?\/(tmp|private|var|Users\/Shared)/
    $odd = /\/tmp\/|\/private\/tmp|\/Users\/Shared\/|unzip\s+-P|openssl\s+enc\s+-\w*d|\$TMPDIR|mktemp|~\/Library\/\.|Library\/\.\w/
    $plist = /Library\/Launch(Agents|Daemons)\/com\.(apple|google|adobe|microsoft)\.[\w.-]{1,60}/
    $agent = /Library\/Launch(Agents|Daemons)\//
    $pipe = /\bcurl\s[^\n|]{0,160}\|\s*(ba|z)?sh\b/
    $load = /launchctl\s+(load|bootstrap|start|submit)/
    $hide = /killall\s+Terminal|history\s+-c|rm\s+-rf?\s+["']?\$?0|>\s*\/dev\/null\s+2>&1\s*&|nohup|disown|ioreg\s[^\n]{0,60}IOPlatformUUID/
    $about = /^(# |## |<!DOCTYPE|<html|\.TH )|homebrew|HOMEBREW/ private
  condition:
    filesize < 256KB and $fetch and not $about
    and (
      ($free and $run and $odd and ($hide or $bare))
      or ($plist and $load and ($run or $odd))
      or ($agent and $load and $bare and $run)
      or ($plist and $pipe)
    )
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule applescript_fetches {
  meta:
    author = "Assay"
    description = "AppleScript fetches a program, makes it executable and starts it"
    reference = "https://attack.mitre.org/techniques/T1059/002/"
    score = 82
    virus_type = "Downloader"
    family = "dropper.macos"
    meaning_en = "The script fetches a program by the shell of macOS and starts it."
    meaning_zh = "脚本调用 macOS Shell 下载程序并启动。"
  strings:
    $fetch = /do shell script\s+["'][^"\n]{0,200}curl\s[^"\n]{0,300}(chmod\s|\|\s*(ba|z)?sh\b|\/tmp\/[^"\n]{0,100}(&&|;))/ nocase
    $python = /do shell script\s+["'][^"\n]{0,60}(python|osascript|perl)\s[^"\n]{0,400}(base64|exec\s*\(|urlopen|eval)/ nocase
  condition:
    filesize < 512KB and any of them
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule plants_on_android {
  meta:
    author = "Assay"
    description = "A script fetches a program into Android's folder for temporary files and starts it, or installs a package unasked"
    reference = "https://attack.mitre.org/techniques/T1407/"
    score = 80
    virus_type = "Downloader"
    family = "dropper.android"
    meaning_en = "The script fetches a program onto an Android device and starts it."
    meaning_zh = "脚本在安卓设备上下载程序并启动。"
  strings:
    $fetch = /\b(wget|curl|tftp|nc)\s[^\n]{0,120}(https?:\/\/|\d{1,3}(\.\d{1,3}){3})/
    $place = "/data/local/tmp"
    $run = /\bchmod\s+(\+x|0?7\d\d)\s|\bsh\s+\/data\/local\/tmp/
    $odd = /pm\s+(disable|uninstall|install\s+-r)|setenforce\s+0|mount\s+-o\s+[^\n]{0,20}remount,\s*rw|am\s+start\s+-n|\|\|\s*busybox|https?:\/\/\d{1,3}(\.\d{1,3}){3}|nohup|rm\s+-r?f/
    $about = /^(# |## |<!DOCTYPE|<html|\.TH )|\badb\s+(push|shell|root)/ private
  condition:
    filesize < 256KB and $fetch and $place and $run and #odd > 1 and not $about
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}
