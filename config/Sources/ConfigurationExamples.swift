/// The example of every provider, built into the program so that its pages can show them.
public enum ConfigurationExamples {
    /// The examples in the order they are listed; those about the server alone (`tls`, `behind-caddy`) are not among them.
    public static let all: [ConfigurationExample] = mail + site + chat + social + rest

    private static let mail = [
        ConfigurationExample("imap-smtp", "IMAP / SMTP", .mail, PackageResources.imap_smtp_yaml),
        ConfigurationExample("gmail", "Gmail, Google Workspace", .mail, PackageResources.gmail_yaml),
        ConfigurationExample("microsoft-365", "Microsoft 365", .mail, PackageResources.microsoft_365_yaml),
        ConfigurationExample("tencent-exmail", "腾讯企业邮", .mail, PackageResources.tencent_exmail_yaml),
        ConfigurationExample("aliyun", "阿里企业邮箱", .mail, PackageResources.aliyun_yaml),
        ConfigurationExample("163", "163 网易邮箱", .mail, PackageResources._63_yaml),
        ConfigurationExample("126", "126 网易邮箱", .mail, PackageResources._26_yaml),
        ConfigurationExample("qq", "QQ 邮箱", .mail, PackageResources.qq_yaml),
        ConfigurationExample("postfix-lmtp", "Postfix, Exim", .mail, PackageResources.postfix_lmtp_yaml),
        ConfigurationExample("mailgun", "Mailgun", .mail, PackageResources.mailgun_yaml),
        ConfigurationExample("sendgrid", "SendGrid", .mail, PackageResources.sendgrid_yaml),
        ConfigurationExample("postmark", "Postmark", .mail, PackageResources.postmark_yaml),
        ConfigurationExample("ses", "Amazon SES", .mail, PackageResources.ses_yaml),
    ]

    private static let site = [
        ConfigurationExample("web-form", "Web form / 网站表单", .site, PackageResources.web_form_yaml),
        ConfigurationExample("live-chat", "Live chat / 在线聊天", .site, PackageResources.live_chat_yaml),
        ConfigurationExample("two-brands", "Two brands / 双品牌", .site, PackageResources.two_brands_yaml),
    ]

    private static let chat = [
        ConfigurationExample("wecom", "WeCom 企业微信", .chat, PackageResources.wecom_yaml),
        ConfigurationExample("feishu", "Feishu 飞书, Lark", .chat, PackageResources.feishu_yaml),
        ConfigurationExample("dingtalk", "DingTalk 钉钉", .chat, PackageResources.dingtalk_yaml),
        ConfigurationExample("slack", "Slack", .chat, PackageResources.slack_yaml),
        ConfigurationExample("teams", "Microsoft Teams", .chat, PackageResources.teams_yaml),
        ConfigurationExample("telegram", "Telegram", .chat, PackageResources.telegram_yaml),
        ConfigurationExample("line", "LINE", .chat, PackageResources.line_yaml),
        ConfigurationExample("discord", "Discord", .chat, PackageResources.discord_yaml),
        ConfigurationExample("matrix", "Matrix", .chat, PackageResources.matrix_yaml),
        ConfigurationExample("mattermost", "Mattermost", .chat, PackageResources.mattermost_yaml),
        ConfigurationExample("rocketchat", "Rocket.Chat", .chat, PackageResources.rocketchat_yaml),
        ConfigurationExample("chat-webhook", "Standard Webhooks", .chat, PackageResources.chat_webhook_yaml),
    ]

    private static let social = [
        ConfigurationExample("whatsapp", "WhatsApp", .social, PackageResources.whatsapp_yaml),
        ConfigurationExample("wechat", "WeChat 微信公众号", .social, PackageResources.wechat_yaml),
        ConfigurationExample("messenger", "Messenger", .social, PackageResources.messenger_yaml),
        ConfigurationExample("instagram", "Instagram", .social, PackageResources.instagram_yaml),
        ConfigurationExample("twilio", "Twilio SMS", .social, PackageResources.twilio_yaml),
        ConfigurationExample("x", "X", .social, PackageResources.x_yaml),
        ConfigurationExample("mastodon", "Mastodon", .social, PackageResources.mastodon_yaml),
    ]

    private static let rest = [
        ConfigurationExample(
            "phone-log",
            "Asterisk, FreeSWITCH, CSV",
            .telephone,
            PackageResources.phone_log_yaml
        ),
        ConfigurationExample("process", "JSON lines", .program, PackageResources.process_yaml),
    ]
}
