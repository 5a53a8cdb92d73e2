// Encrypting files for ransom: the notes, and what programs do beside it.

rule note {
  meta:
    author = "Assay"
    description = "A short text that says files are encrypted and how to pay"
    reference = "https://attack.mitre.org/techniques/T1486/"
    score = 84
    virus_type = "RansomWare"
    family = "ransomware.note"
    meaning_en = "A ransom note: it says that files are encrypted and how to pay for them."
    meaning_zh = "勒索信：声称文件已被加密，并说明如何支付赎金。"
  strings:
    $lost1 = /\b(all |of )?(your|the) (\w+[ ,]+(and )?){0,8}(files?|documents?|data|databases?|network|servers?|photos?|computers?|systems?)[^.!?]{0,80} (have|has|had|are|were|is|was) (been )?(now )?(all )?(\w+ly )?(encrypted|locked|hacked|stolen|crypted)/ nocase ascii wide
    $lost2 = /(we (have )?(encrypted|downloaded|stolen|hacked|exfiltrated)|has been (compromised|hacked|penetrated|locked))/ nocase ascii wide
    $lost4 = /\b(database|files|data|documents|backups?)\b[^.!?\n]{0,60} (is|are|was|were|has been|have been) (now )?(downloaded|backed up on our|copied to our|exfiltrated|stolen)|we (have )?(downloaded|taken|copied) (a copy of )?(all )?(of )?your/ nocase ascii wide
    $onion = /\b[a-z2-7]{56}\.onion\b/ ascii wide
    $lost3 = /(文件|数据|资料|文档)[^\n]{0,60}(已|被)[^\n]{0,20}(加密|锁定)/
    $key1 = /(private|decryption|unique|secret) key|decrypt(or|ion|er)? (tool|software|program|key|service)|decryptor|recover (all )?(of )?your (lost |encrypted )?(files|data|database|network|systems?)|restore (all )?(of )?(your )?(files|data|database|network|infrastructure|systems?|access)/ nocase ascii wide
    $pay1 = /bitcoin|\bBTC\b|monero|\bXMR\b|ransom|cryptocurrency/ nocase ascii wide
    $pay2 = /\b(bc1[a-z0-9]{20,60}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|4[0-9AB][1-9A-HJ-NP-Za-km-z]{93})\b/ ascii wide
    $pay3 = /tor browser|torproject\.org|\.onion\b/ nocase ascii wide
    $pay4 = /contact us|write (to )?us|e-?mail us|(write|send) (you )?(need )?(us )?(to |on )?(our )?e-?mail|on our e-?mail|e-?mail address|qtox|\btox id\b|protonmail|tutanota|onionmail|cock\.li|telegram[: @]|session id/ nocase ascii wide
    $price = /price (of|for) [^.\n]{0,40}(key|decrypt|software)|(purchase|buy) (the |a )?(decrypt|private key|unique key|our )|\bis \$\d{2,5}\b/ nocase ascii wide
    $threat = /do not (try to |attempt to )?(rename|modify|delete|decrypt|recover|use third|contact (the )?police|shut ?down|turn off)|don'?t (try to |attempt to )?(rename|modify|decrypt|delete)|(will|will be|be) (permanently )?(lost|deleted?|leak|publish|sell|destroy|destroyed|published|leaked|sold|doubled)|free (test )?decrypt(ion)?|decrypt (1|one|2|two|3|three|a few|several) (of your )?files?|(\d+|few) (hours|days)[ ,]+(to|or|left|otherwise|until|before)|in the next \d+ days|personal id|your id\b/ nocase ascii wide
    $chinese1 = /解密工具|解密密钥|解密程序|恢复文件|恢复数据|恢复您的|恢复你的/
    $chinese2 = /比特币|门罗币|赎金/
    $chinese3 = /请联系|联系邮箱|发送邮件/
    $chinese4 = /请勿修改|请勿重命名|请勿删除|不要修改|不要尝试|永久丢失|永久删除/
  condition:
    filesize < 64KB and any of ($lost*)
    and (($key1 and (2 of ($pay*) or ($price and any of ($pay*))) and $threat) or ($onion and ($key1 or $threat)) or 3 of ($chinese*))
    and not labels contains " ELF" and not labels contains " PE32"
}

rule backups_removed {
  meta:
    author = "Assay"
    description = "Shadow copies and backups are removed and recovery is switched off"
    reference = "https://attack.mitre.org/techniques/T1490/"
    score = 84
    virus_type = "RansomWare"
    family = "ransomware.recovery"
    meaning_en = "Backups are removed and the system's recovery is switched off, as ransomware does before it encrypts."
    meaning_zh = "删除备份并关闭系统恢复功能，是勒索软件加密前的典型行为。"
  strings:
    $shadow1 = /vssadmin(\.exe)?["']?\s+delete\s+shadows\s+\/(all|for)/ nocase ascii wide
    $shadow2 = /wmic(\.exe)?["']?\s+shadowcopy\s+(delete|\/nointeractive|where)/ nocase ascii wide
    $shadow3 = /win32_shadowcopy[^\n]{0,80}(delete|remove)/ nocase ascii wide
    $shadow4 = /vssadmin(\.exe)?["']?\s+resize\s+shadowstorage\s+[^\n]{0,60}(401MB|unbounded)/ nocase ascii wide
    $boot1 = /bcdedit(\.exe)?["']?\s+\/set\s+\{?\w+\}?\s+recoveryenabled\s+no/ nocase ascii wide
    $boot2 = /bcdedit(\.exe)?["']?\s+\/set\s+\{?\w+\}?\s+bootstatuspolicy\s+ignoreallfailures/ nocase ascii wide
    $backup = /wbadmin(\.exe)?["']?\s+delete\s+(catalog|systemstatebackup|backup)/ nocase ascii wide
    $logs = /wevtutil(\.exe)?["']?\s+cl\s|fsutil\s+usn\s+deletejournal|cipher\s+\/w:/ nocase ascii wide
    $about = /^(# |## |title: |SecRule |<html|<!DOCTYPE|alert )/ nocase private
  condition:
    filesize < 64MB and (any of ($shadow*) and (any of ($boot*) or $backup or $logs)) and not $about
}

rule encrypts_files {
  meta:
    author = "Assay"
    description = "A program or script walks the disk, encrypts files, renames them and leaves a note"
    reference = "https://attack.mitre.org/techniques/T1486/"
    score = 86
    virus_type = "RansomWare"
    family = "ransomware.program"
    meaning_en = "The code walks the disk, encrypts files, and writes a note that asks for payment."
    meaning_zh = "代码遍历磁盘加密文件，并写入索要赎金的信息。"
  strings:
    $walk = /os\.walk\s*\(|\bscandir\s*\(|readdirSync\s*\(|\.rglob\s*\(|WalkDir|filepath\.Walk|Get-ChildItem[^\n]{0,60}-Recurse|FindFirstFile|Directory\.GetFiles|RecursiveDirectoryIterator|\.SubFolders\b|\bfind\s+\/?[\w\/$]{0,20}\s+-type\s+f|GetLogicalDrives/ ascii wide
    $crypt = /Fernet\s*\(|AES\.new\s*\(|CryptEncrypt|AesManaged|RijndaelManaged|aes\.NewCipher|openssl\s+(enc|aes-?256)|openssl_encrypt\s*\(|createCipheriv\s*\(|mcrypt_encrypt|ChaCha20|Salsa20|BCryptEncrypt|CreateEncryptor/ ascii wide
    $rename = /\.(locked|encrypted|crypt|crypto|enc|locky|wcry|wncry|cerber|lockbit|conti|ryk|zepto|aes256|pay2key|crypted)["'\s\x00]/ ascii wide nocase
    $remove = /os\.remove\s*\(|os\.rename\s*\(|Remove-Item|unlink(Sync)?\s*\(|renameSync|File\.Delete|DeleteFile|\.Delete\b|MoveFileEx|\bshred\s|\brm\s+-f/ ascii wide
    $asked = /files? (have been|has been|were|are) (\w+ )?encrypted[^\x00]{0,160}(\bBTC\b|bitcoin|\$\d|monero)/ nocase ascii wide
    $note = /(READ_?ME|HOW_?TO_?(DECRYPT|RECOVER|RESTORE)|DECRYPT_?(INSTRUCTIONS?|FILES?)|RECOVER(Y)?_?(FILES|INSTRUCTIONS?)|RESTORE_?FILES|RANSOM_?NOTE)[\w-]{0,20}\.(txt|html|hta)/ nocase ascii wide
    $demand = /(files|data|documents)[^.\n\x00]{0,40}(is|are|have been|were|has been) (\w+ )?(encrypted|locked)|bitcoin|\bBTC\b|\.onion/ nocase ascii wide
  condition:
    filesize < 32MB and $walk and $rename and $remove
    and (($crypt and $demand and ($note or filesize < 64KB)) or ($asked and filesize < 64KB))
}
