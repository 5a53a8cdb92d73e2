// What puts a miner on a machine and lets it run there.

rule wallet_and_pool {
  meta:
    author = "Assay"
    description = "A script that starts something has a wallet of Monero and a pool"
    reference = "https://attack.mitre.org/techniques/T1496/"
    score = 80
    virus_type = "Miner"
    family = "miner.command-line"
    meaning_en = "The script starts a miner of cryptocurrency for a wallet that stands in it."
    meaning_zh = "脚本以其中写明的钱包地址启动挖矿程序。"
  strings:
    $wallet = /["'=\s:][48][0-9AB][1-9A-HJ-NP-Za-km-z]{88,104}["'\s.+:\\,;&]/ ascii wide
    $pool = /\b(pools?|xmr|xmrpool|mine|miner|mining|randomx|monero|rx|auto)[\w-]{0,24}\.[\w.-]{2,60}:\d{2,5}\b/ nocase ascii wide
    $known = /\b(moneroocean|supportxmr|nanopool|minexmr|hashvault|2miners|nicehash|f2pool|herominers|c3pool|unmineable|monerohash|minergate|xmrpool|dwarfpool|kryptex|zpool|viabtc|poolin|antpool|woolypooly)\.[a-z]{2,8}\b/ nocase ascii wide
    $start = /\b(spawn|execFile|execSync|exec|Popen|subprocess|nohup|setsid|schtasks|crontab|systemctl|Start-Process|ShellExecute|WScript\.Shell|ProcessStartInfo|os\.system|chmod)\b/ ascii wide
    $about = /^(# |## |<!DOCTYPE|<html|\.TH )/ nocase private
  condition:
    filesize < 2MB and $wallet and any of ($pool, $known) and $start and not $about
    and not labels contains " ELF" and not labels contains " PE32"
}

rule kills_rivals {
  meta:
    author = "Assay"
    description = "A script ends the miners of others before it fetches something of its own"
    reference = "https://attack.mitre.org/techniques/T1496/"
    score = 84
    virus_type = "Miner"
    family = "miner.rivals"
    meaning_en = "The script ends the miners of other intruders and puts something of its own in their place."
    meaning_zh = "脚本清除其他入侵者的挖矿进程，再植入自己的程序。"
  strings:
    $name = /\b(kinsing|kdevtmpfsi|xmrig|xmr-stak|watchbog|sysupdate|networkservice|sysguard|minerd|cryptonight|kthreaddi|kswapd0|ddgs|qW3xT|zigw|pnscan|kworkerds|cryptonight|stratum|moneroocean|nanopool|supportxmr|minexmr|monerohash)\b/ nocase
    $kill = /\b(pkill|killall|kill\s+-9|kill\s+-KILL|taskkill)\b/ nocase
    $fetch = /\b(wget|curl|lwp-download|DownloadFile|certutil|python[23]?\s+-c)\b/ nocase
    $about = /^(# |## |<!DOCTYPE|<html|\.TH |title: )|SecRule/ nocase private
  condition:
    filesize < 512KB and #name > 2 and #kill > 2 and $fetch and not $about
    and not labels contains " ELF" and not labels contains " PE32"
}
