// Batch files and scripts that blind the system's protection or write themselves so that nobody can read them.

rule protection_off {
  meta:
    author = "Assay"
    description = "A script switches off or blinds Windows' protection and fetches or starts something"
    reference = "https://attack.mitre.org/techniques/T1562/001/"
    score = 84
    virus_type = "MalScript"
    family = "dropper.protection-off"
    meaning_en = "The script blinds the system's protection before it fetches or starts something."
    meaning_zh = "脚本先关闭系统防护，再下载或启动其他程序。"
  strings:
    $monitor = /Set-MpPreference\s+[^\n]{0,120}-Disable(RealtimeMonitoring|IOAVProtection|BehaviorMonitoring|ScriptScanning)\s+\S{0,3}(true|1)/ nocase ascii wide
    $exclude = /Add-MpPreference\s+[^\n]{0,60}-Exclusion(Path|Process|Extension)/ nocase ascii wide
    $policy = /Windows\s?Defender["']?[^\n]{0,120}Disable(AntiSpyware|RealtimeMonitoring|AntiVirus)[^\n]{0,60}(1|0x1)\b/ nocase ascii wide
    $service = /(sc(\.exe)?\s+(stop|delete|config)|net(\.exe)?\s+stop)\s+["']?(WinDefend|wscsvc|SecurityHealthService|Sense|MsMpSvc|WdNisSvc|wuauserv)["']?/ nocase ascii wide
    $remove = /MpCmdRun(\.exe)?["']?\s+-RemoveDefinitions/ nocase ascii wide
    $fetch = /download(string|file)|invoke-webrequest|\biwr\b|start-bitstransfer|bitsadmin|certutil[^\n]{0,60}urlcache|\bcurl(\.exe)?\s+[^\n]{0,80}https?:/ nocase ascii wide
    $start = /\bstart\s+[^\n]{0,60}\.(exe|bat|vbs|scr)|start-process|\biex\b|rundll32|regsvr32|schtasks[^\n]{0,40}\/create|CurrentVersion\\Run/ nocase ascii wide
    $about = /^(# |## |SecRule |title: |<html|<!DOCTYPE)/ nocase private
  condition:
    filesize < 1MB and not labels contains " ELF" and not labels contains " PE32" and (filesize < 8KB or not $about) and (
      (any of ($monitor, $exclude, $policy, $service, $remove) and $fetch and $start)
      or 3 of ($monitor, $exclude, $policy, $service, $remove)
    )
}

rule batch_in_pieces {
  meta:
    author = "Assay"
    description = "A batch file puts its commands together from single characters of a variable"
    reference = "https://attack.mitre.org/techniques/T1027/010/"
    score = 80
    virus_type = "MalScript"
    family = "dropper.batch-obfuscated"
    meaning_en = "The batch file puts its commands together letter by letter, so that nobody can read them."
    meaning_zh = "批处理逐字符拼接命令，使人无法阅读。"
  strings:
    $pick = /%\w{1,20}:~-?\d{1,3},1%/
    $pair = /(%\w{1,20}:~-?\d{1,3},1%){6}/
    $empty = /(%[^%\n\s=:]{3,24}%[a-z@]){8}/ nocase
    $off = /@?echo\s+off|^\s*@?set(local)?\s|cls\b/ nocase
  condition:
    filesize < 4MB and not labels contains " ELF" and not labels contains " PE32"
    and $off and ((#pick > 20 and $pair) or #empty > 6)
}

rule script_packed_names {
  meta:
    author = "Assay"
    description = "A Windows script takes its words out of a shuffled list by numbers and makes objects of the system"
    reference = "https://attack.mitre.org/techniques/T1027/010/"
    score = 78
    virus_type = "MalScript"
    family = "dropper.windows-script-obfuscated"
    meaning_en = "The script takes its words out of a shuffled list, so that nobody can read it, and uses the system's objects."
    meaning_zh = "脚本从打乱的列表中取词以逃避阅读，并调用系统对象。"
  strings:
    $list = /(var|const|let)\s+_0x[0-9a-f]{3,6}\s*=\s*(\[|function)|function\s+_0x[0-9a-f]{3,6}\s*\(/
    $use = /_0x[0-9a-f]{3,6}\s*\(\s*['"]?0x[0-9a-f]{1,4}/
    $object = /new\s+ActiveXObject\s*\(|WScript\s*[.\[]|GetObject\s*\(\s*['"]winmgmts/
    $page = /\bdocument\s*\.\s*(getElement|querySelector|createElement)/ private
  condition:
    filesize < 4MB and $list and #use > 3 and $object and not $page
    and not labels contains " ELF" and not labels contains " PE32"
}
