// Staying on a machine.

rule key_planted {
  meta:
    author = "Assay"
    description = "A script adds a fixed SSH key for root and hides or protects it, or comes with a download"
    reference = "https://attack.mitre.org/techniques/T1098/004/"
    score = 78
    virus_type = "Backdoor"
    family = "persistence.ssh-key"
    meaning_en = "The script adds its author's key to those that may log in, and hides or protects the change."
    meaning_zh = "脚本把作者的 SSH 公钥加入可登录列表，并加以隐藏或保护。"
  strings:
    $key = /(echo|printf)\s[^\n]{0,40}ssh-(rsa|ed25519|dss)\s+AAAA[A-Za-z0-9+\/=]{40,}[^\n]{0,80}>>?\s*[^\n]{0,40}\.ssh\/authorized_keys2?/
    $python = /open\s*\([^)\n]{0,60}authorized_keys["'][^)\n]{0,20}["'][aw]\+?["'][\x00-\xff]{0,200}ssh-(rsa|ed25519)\s+AAAA/
    $protect = /chattr\s+\+[aiu]{1,3}\s+[^\n]{0,40}authorized_keys/
    $fetch = /\b(curl|wget)\s[^\n]{0,80}https?:\/\/\d{1,3}(\.\d{1,3}){3}/
    $redis = /config\s+set\s+dir\s+["']?(\/root\/\.ssh|\/home\/\w+\/\.ssh|\/var\/spool\/cron)/ nocase
    $permit = /PermitRootLogin\s+yes|sed\s[^\n]{0,60}PermitRootLogin/
    $clean = /history\s+-c|unset\s+HISTFILE|HISTFILE=\/dev\/null|>\s*\/var\/log\/(wtmp|auth\.log|secure|lastlog)/
  condition:
    filesize < 1MB and (($key or $python) and ($protect or $fetch or $clean or $permit) or $redis)
    and not labels contains " ELF" and not labels contains " PE32"
}

rule scheduled_download {
  meta:
    author = "Assay"
    description = "A scheduled job fetches a script and runs it, again and again"
    reference = "https://attack.mitre.org/techniques/T1053/003/"
    score = 84
    virus_type = "Backdoor"
    family = "persistence.schedule"
    meaning_en = "A scheduled job fetches a script from the network and runs it, again and again."
    meaning_zh = "计划任务反复从网络下载脚本并执行。"
  strings:
    $cron = /(\*\/\d{1,2}|\*|\d{1,2})(\s+(\*\/\d{1,2}|\*|[\d,-]{1,9})){4}\s+(\w+\s+)?[^\n]{0,40}(curl|wget)\s[^\n|;]{1,200}\|\s*(ba|da)?sh\b/
    $spread = /(curl|wget)\s[^\n|]{3,160}\|\s*(ba)?sh[^\n]{0,60}(>|\|\s*crontab|>>)\s*(-|\/etc\/cron\.\w+\/|\/var\/spool\/cron)/
    $task = /schtasks(\.exe)?["']?\s+\/create[^\n]{0,300}(powershell[^\n]{0,120}(-e(nc)?\s|hidden|iex|downloadstring)|mshta\s+https?:|regsvr32[^\n]{0,40}\/i:http|certutil[^\n]{0,40}urlcache)/ nocase ascii wide
    $run_key = /(reg(\.exe)?["']?\s+add|New-ItemProperty|Set-ItemProperty|\.RegWrite)[^\n]{0,160}\\CurrentVersion\\Run[^\n]{0,300}(powershell[^\n]{0,120}(-e(nc)?\s|hidden|iex|downloadstring)|mshta\s+(https?:|javascript:|vbscript:))/ nocase ascii wide
    $manual = /(^|\n)\.(TH|SH) |^# |^(<!DOCTYPE|<html)/ nocase private
  condition:
    filesize < 1MB and any of ($cron, $spread, $task, $run_key) and (not $manual or filesize < 4KB)
    and not labels contains " ELF" and not labels contains " PE32"
}

rule several_doors {
  meta:
    author = "Assay"
    description = "A script opens several ways back into the system at once: a second root, a key, a library for all programs, a hidden module"
    reference = "https://attack.mitre.org/techniques/T1098/"
    score = 84
    virus_type = "Backdoor"
    family = "persistence.doors"
    meaning_en = "The script leaves several ways back into the system: users, keys, libraries or modules."
    meaning_zh = "脚本同时留下多种后门：高权限用户、密钥、预加载库或内核模块。"
  strings:
    $s1 = />>?\s*["']?\/etc\/ld\.so\.preload/
    $s2 = /(useradd|adduser)\s[^\n]{0,60}(-o\s[^\n]{0,20}-u\s*0|-u\s*0\s[^\n]{0,20}-o)\b|echo\s+["']?[\w.-]{1,30}:[^:\n]{0,120}:0:0:[^\n]{0,80}>>\s*\/etc\/passwd/
    $s3 = /insmod\s+["']?[\w\/.]{0,60}\/\.[\w\/.-]{1,40}|insmod\s+["']?\/(tmp|dev\/shm|var\/tmp)\//
    $s4 = /\bkill\s+-(31|63|62|64)\s/
    $w1 = />>\s*["']?[\w\/~$.{}-]{0,40}authorized_keys/
    $w2 = /\bchattr\s+\+\w*[ia]/
    $w3 = /NOPASSWD\s*:\s*ALL[^\n]{0,40}>>|>>\s*["']?\/etc\/sudoers/
    $w4 = /\|\s*chpasswd|passwd\s+--stdin/
    $w5 = /\|\s*crontab\s+-|>>\s*["']?\/etc\/(crontab|cron\.d\/|rc\.local)/
    $w6 = /chmod\s+[^\n]{0,12}(\+s|u\+s|0?[46][0-7]{3})\s+["']?[\w\/.]{0,30}(bash|sh|find|cp|vim|python)\w{0,4}\b/
    $about = /^(# |## |<!DOCTYPE|<html|\.TH )/ private
  condition:
    filesize < 128KB and not $about and any of ($s*) and 3 of ($s*, $w*)
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}
