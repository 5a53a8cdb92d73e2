// Pages that take what their visitors type: imitated logins, and code in shops.

rule form_sent_to_stranger {
  meta:
    author = "Assay"
    description = "A page sends cards, passwords or codes that a visitor typed to a chat service or by mail, and sends him on to the true site"
    reference = "https://attack.mitre.org/techniques/T1056/003/"
    score = 80
    virus_type = "Stealer"
    family = "stealer.form"
    meaning_en = "The page imitates a login or a payment and sends what visitors type to a stranger."
    meaning_zh = "页面仿冒登录或支付，将访问者输入的内容发送给他人。"
  strings:
    $secret = /\$_(POST|REQUEST|GET)\s*\[\s*["'][\w-]{0,24}(card|cc_?num|ccnum|cvv|cvc|ccv|expir|exp_|ssn|pin|otp|sms|pass|pwd|passwd|password|mnemonic|seed|phrase|login|user|email|account)[\w-]{0,16}["']\s*\]/ nocase
    $card = /["'][\w-]{0,24}(card_?n\w*|cc_?num\w*|cvv2?|cvc2?|ccv|ssn|otp|smscode|mnemonic|seed_?phrase|pin)["']/ nocase
    $address = /REMOTE_ADDR|HTTP_CLIENT_IP|HTTP_X_FORWARDED_FOR|getenv\s*\(\s*["']REMOTE/
    $chat = /api\.telegram\.org\/bot|discord(app)?\.com\/api\/webhooks|sendMessage\?chat_id/
    $mail = /[^\w]mail\s*\(\s*["'$]/
    $file = /(fopen|file_put_contents)\s*\(\s*["'][\w.\/-]{1,60}\.(txt|html|log|dat)["']/
    $onward = /header\s*\(\s*["']Location:\s*(https?:\/\/)?[^"'\n]{3,200}|http-equiv=["']?refresh|window\.location/ nocase
    $word = /(result|rezult|victim|fullz|\blogs?\b|spammer|scam|\bcc\b|bank|paypal|office ?365|netflix|amazon|apple|wells|chase|dhl|usps|binance|coinbase|metamask|outlook|webmail|\bip\b)[^\n]{0,60}(\.=|=|:|\|)/ nocase
    $framework = /namespace\s+[\w\\]+;|wp_mail|add_action\s*\(|defined\s*\(\s*["'](ABSPATH|_JEXEC|IN_\w+|BASEPATH)|PHPMailer\\|password_verify|htmlspecialchars\s*\(\s*\$_POST/ private
  condition:
    filesize < 32KB and not $framework and #secret > 1 and $address and $onward
    and (($chat and ($card or $word)) or ($card and ($mail or $file)) or ($mail and $word and #word > 2 and #secret > 1 and filesize < 8KB))
    and labels contains " PHP "
}

rule form_copied_by_script {
  meta:
    author = "Assay"
    description = "A script of a shop's page copies the fields of cards, encodes them and sends them elsewhere"
    reference = "https://attack.mitre.org/techniques/T1056/003/"
    score = 74
    virus_type = "Stealer"
    family = "stealer.form"
    meaning_en = "The script copies what a shop's customers type as their card and sends it elsewhere."
    meaning_zh = "脚本复制购物网站顾客输入的银行卡信息并向外发送。"
  strings:
    $card = /\b(cvv2?|cvc2?|cc[_-]?(num(ber)?|exp|cid|cvv)|card[_-]?(num(ber)?|holder|cvv|exp\w*)|credit-?card|ccv)\b/ nocase
    $listen = /addEventListener\s*\(\s*["'](submit|change|blur|keyup|input|mousedown|click)|\.on(submit|change|blur|keyup)\s*=|querySelectorAll\s*\(\s*["'](input|select|form)|\.serialize(Array)?\s*\(/
    $encode = /\bbtoa\s*\(|encodeURIComponent\s*\(\s*JSON|CryptoJS|charCodeAt/
    $send = /navigator\.sendBeacon\s*\(|new\s+Image\s*\(\s*\)[\x00-\xff]{0,40}\.src\s*=|fetch\s*\(\s*["'`]https?:|\.open\s*\(\s*["']POST["']\s*,\s*["'`]https?:|\.src\s*=\s*(atob|["'`]https?:\/\/[^"'`\n]{4,100}\?)/
    $maker = /stripe|braintree|adyen|paypal\.|worldpay|checkout\.com|@license|sourceMappingURL|webpack|module\.exports|jest|describe\(/ nocase private
  condition:
    filesize < 48KB and $card and $listen and $encode and $send and not $maker
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}
