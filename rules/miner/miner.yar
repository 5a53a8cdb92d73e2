// Mining cryptocurrency on someone else's machine.

rule pool_configuration {
  meta:
    author = "Assay"
    description = "The configuration of a miner: a pool's address, a wallet and an algorithm"
    reference = "https://attack.mitre.org/techniques/T1496/"
    score = 80
    virus_type = "Miner"
    family = "miner.configuration"
    meaning_en = "The file configures a miner of cryptocurrency: pool, wallet and algorithm."
    meaning_zh = "文件是加密货币挖矿程序的配置：包含矿池、钱包和算法。"
  strings:
    $pools = /["']?pools?["']?\s*:\s*\[?/
    $url = /["']?(url|pool_address|pool)["']?\s*[:=]\s*["'](stratum\+(tcp|ssl|tls):\/\/)?[\w.-]{3,80}:\d{2,5}["']/
    $user = /["']?(user|wallet|wallet_address)["']?\s*[:=]\s*["'][\w.+@-]{20,140}["']/
    $algo = /["']?(algo|coin|currency)["']?\s*[:=]\s*["']?(rx\/|cn\/|cn-|randomx|cryptonight|monero|argon2|kawpow|ghostrider|astrobwt)/ nocase
    $option = /["'](donate-level|donate-over-proxy|rig-id|keepalive|nicehash|huge-pages|randomx|cpu_threads_conf|retry-pause|max-threads-hint|print-time|background)["']\s*:/
    $source = /\bSecRule |#include\s*</ private
  condition:
    filesize < 256KB and $url and $user and ($pools or $algo) and ($algo or #option > 2) and #option > 0 and not $source
}

rule command_line {
  meta:
    author = "Assay"
    description = "A script starts a miner with a pool and a wallet"
    reference = "https://attack.mitre.org/techniques/T1496/"
    score = 84
    virus_type = "Miner"
    family = "miner.command-line"
    meaning_en = "The script starts a miner of cryptocurrency for a named wallet."
    meaning_zh = "脚本以指定钱包启动加密货币挖矿程序。"
  strings:
    $stratum = /(-o|--url|-P|--pool)[ =]["']?stratum\+(tcp|ssl|tls|udp):\/\/[\w.-]{3,80}:\d{2,5}/ nocase ascii wide
    $options = /(-o|--url)[ =]["']?[\w.-]{3,80}:\d{2,5}["']?\s[^\n]{0,60}(-u|--user|--wallet)[ =]["']?(4[0-9AB][1-9A-HJ-NP-Za-km-z]{90,104}|[\w.+$\{\}-]{20,110})[^\n]{0,160}(--donate-level|--coin|-k\b|--algo|-a\s+(rx|cn|randomx|cryptonight)|--tls|--rig-id|--cpu-max-threads|--background|-B\b)/ nocase ascii wide
    $user = /(-u|--user|--wallet|-O)[ =]["']?[\w.+$\{\}-]{4,120}/ nocase ascii wide
    $known = /\b(xmrig|minerd|cpuminer|xmr-stak|ccminer|ethminer|t-rex|phoenixminer|lolminer|nbminer|cgminer|teamredminer|nanominer)(\.exe)?["']?\s+[^\n]{0,60}(-o|--url|-P|--pool|--server)[ =]/ nocase ascii wide
    $pool = /(\s-o|--url|--server|--pool|\s-P)[ =]["']?[\w.+\/-]{3,80}:\d{2,5}\b/ ascii wide
    $work = /(\s-a|--algo|--coin|\s-A)[ =]["']?(rx|cn|randomx|ethash|etchash|kawpow|ghostrider|autolykos2?|progpow\w*|octopus|verushash|zhash|equihash|cuckatoo\w*|monero|xmr|argon2\w*|astrobwt|beamhash\w*|yescrypt\w*|lyra2\w*)\b|--cpu-max-threads-hint|--donate-level|--randomx-\w|--cpu-priority|--rig-id|--nicehash/ nocase ascii wide
    $manual = /(^|\n)\.(TH|SH) |^# |^(<!DOCTYPE|<html)/ nocase private
  condition:
    filesize < 1MB and not $manual and not labels contains " ELF" and not labels contains " PE32"
    and (($stratum and $user) or $options or ($known and $user) or ($pool and $work and $user))
}

rule program {
  meta:
    author = "Assay"
    description = "A program with the protocol, the options and the algorithms of a miner"
    reference = "https://github.com/xmrig/xmrig"
    score = 76
    virus_type = "Miner"
    family = "miner.program"
    meaning_en = "The program mines cryptocurrency. It may be wanted; on a server it seldom is."
    meaning_zh = "该程序用于挖掘加密货币；在服务器上通常并非用户所愿。"
  strings:
    $stratum = "stratum+tcp://"
    $ssl = "stratum+ssl://"
    $login = /"method":\s*"(login|mining\.subscribe|mining\.authorize|eth_submitLogin)"|mining\.subscribe|mining\.authorize/
    $submit = /mining\.submit|"method":\s*"submit"|eth_submitWork/
    $donate = "donate-level"
    $names = /\b(xmrig|XMRig|xmr-stak|cpuminer|minerd|ccminer|cgminer|ethminer)\b/
    $algo = /cryptonight|randomx|rx\/0|cn\/r|argon2\/chukwa|scrypt:|sha256d/ nocase
    $rate = /hashrate|H\/s|accepted \(|new job from/ nocase
    $threads = /cpu-affinity|max-cpu-usage|cpu-max-threads-hint|huge-?pages|asm-optimization/ nocase
  condition:
    (uint32be(0) == 0x7f454c46 or uint16be(0) == 0x4d5a or uint32be(0) == 0xcffaedfe or uint32be(0) == 0xcafebabe)
    and 5 of them and any of ($stratum, $ssl, $login)
}

rule browser_miner {
  meta:
    author = "Assay"
    description = "A page that mines in the visitor's browser"
    reference = "https://attack.mitre.org/techniques/T1496/"
    score = 78
    virus_type = "Miner"
    family = "miner.browser"
    meaning_en = "The page mines cryptocurrency in its visitors' browsers."
    meaning_zh = "页面在访问者的浏览器中挖掘加密货币。"
  strings:
    $start = /new\s+(CoinHive|Client|CryptoNoter|deepMiner|CRLT|PRIMARY|Mineralt|WebMinePool)\.?(Anonymous|User|Token)?\s*\(\s*['"][\w.-]{10,110}['"]/
    $load = /src\s*=\s*["'](https?:)?\/\/[\w.-]{0,40}(coinhive|coin-hive|cryptonoter|deepminer|crypto-?loot|webminepool|jsecoin|minr|monerominer|coinimp|hostingcloud)[\w.-]{0,20}\/[^"'\n]{1,80}\.js/ nocase
    $begin = /\.\s*start\s*\(|setThrottle|throttle\s*:/
  condition:
    filesize < 4MB and ($load or $start) and $begin
}
