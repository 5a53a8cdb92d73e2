//! The most telling words in further languages: Spanish, Portuguese, French, German, Italian, Russian, Japanese, Korean.

use super::vocabulary::{Word, spellings};

spellings! {
    Ignore: "ignora", "ignorar", "ignore", "ignorez", "oublie", "oubliez", "ignoriere", "ignorieren",
        "missachte", "vergiss", "dimentica", "olvida", "esqueça", "desconsidere", "игнорируй",
        "игнорируйте", "забудь", "無視", "忘れて", "무시";
    Prior: "anteriores", "previas", "previos", "précédentes", "antérieures", "vorherigen", "bisherigen",
        "obigen", "precedenti", "предыдущие", "предыдущих", "以前の", "これまでの", "이전";
    Rules: "instrucciones", "instruções", "reglas", "regras", "consignes", "règles", "anweisungen",
        "regeln", "richtlinien", "istruzioni", "regole", "инструкции", "правила", "указания", "指示", "ルール",
        "命令", "지시", "규칙";
    No: "no le", "no se", "sin", "não", "sem", "ne pas", "n'en", "sans", "nicht", "nichts", "ohne", "kein",
        "keine", "niemals", "non", "senza", "не", "без", "никогда", "しないで", "せずに", "ないで", "하지 마", "없이";
    Tell: "digas", "diga", "avisar", "informar", "mencionar", "menciones", "conte", "dire", "dites",
        "informer", "mentionner", "prévenir", "sage", "sagen", "erwähne", "erwähnen", "informieren",
        "mitteilen", "dirlo", "говори", "говорите", "сообщай", "сообщайте", "уведомляй", "упоминай", "知らせ",
        "伝え", "言わ", "알리", "말하";
    User: "usuario", "usuário", "utilisateur", "l'utilisateur", "benutzer", "nutzer", "dem benutzer",
        "anwender", "utente", "пользователю", "пользователя", "пользователь", "ユーザー", "利用者", "사용자";
    Quiet: "en silencio", "silenciosamente", "discretamente", "en secreto", "discrètement", "secrètement",
        "silencieusement", "heimlich", "unbemerkt", "stillschweigend", "di nascosto", "тайно", "незаметно",
        "скрытно", "こっそり", "密かに", "몰래", "조용히";
    Send: "envía", "envia", "enviar", "envíe", "manda", "sube", "copia", "envoie", "envoyez", "envoyer",
        "transmets", "transmettez", "sende", "senden", "schicke", "übermittle", "lade hoch", "hochladen",
        "invia", "inviare", "отправь", "отправьте", "отправляй", "передай", "перешли", "送信", "アップロード",
        "転送", "전송", "업로드";
    Read: "lee", "leer", "leia", "lis", "lisez", "récupère", "lies", "lese", "sammle", "kopiere", "leggi",
        "прочитай", "прочитайте", "собери", "скопируй", "読み取", "読み込", "収集", "읽고", "수집";
    Secret: "credenciales", "credenciais", "contraseña", "contraseñas", "claves de api", "clave privada",
        "claves privadas", "senhas", "variables de entorno", "identifiants", "mot de passe",
        "mots de passe", "clés api", "clé privée", "clés privées", "variables d'environnement",
        "zugangsdaten", "passwörter", "passwort", "umgebungsvariablen", "api-schlüssel",
        "privaten schlüssel", "credenziali", "chiavi private", "пароль", "пароли", "ключи",
        "учетные данные", "токен", "токены", "переменные окружения", "パスワード", "認証情報", "秘密鍵", "環境変数",
        "비밀번호", "자격 증명", "환경 변수";
    Data: "conversación", "datos personales", "conversa", "dados pessoais", "données personnelles",
        "gesprächsverlauf", "quellcode", "personenbezogene daten", "dati personali", "переписку",
        "личные данные", "исходный код", "会話", "個人情報", "대화", "개인정보";
    Away: "servidor", "serveur", "an unseren server", "сервер", "на сервер", "サーバー", "서버", "externo",
        "externe", "externen";
    Act: "ejecuta", "ejecute", "exécute", "exécutez", "führe", "ausführen", "esegui", "выполни", "запусти",
        "実行", "실행";
    Confirm: "confirmación", "confirmação", "permiso", "preguntar", "confirmation", "demander",
        "nachfrage", "rückfrage", "bestätigung", "zustimmung", "conferma", "подтверждения", "разрешения",
        "確認", "許可", "확인";
    Destroy: "borra", "elimina", "apague", "supprime", "supprimez", "lösche", "löschen", "cancella",
        "удали", "удалите", "削除", "삭제";
}
