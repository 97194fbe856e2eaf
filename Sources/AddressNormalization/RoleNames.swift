extension SharedAddresses {
    /// Names of roles as they stand before the `@`: those of RFC 2142 and those of offices, by language.
    static let roles: Set<String> = [
        // RFC 2142 and machines
        "abuse", "admin", "administrator", "bounce", "bounces", "daemon", "donotreply", "hostmaster", "list", "mailer",
        "mailerdaemon", "mail", "noc", "noreply", "notification", "notifications", "notify", "postmaster", "root",
        "robot", "security", "sysadmin", "system", "uucp", "usenet", "webmaster", "www", "ftp", "no", "reply", "alerts",
        // English
        "accounting", "accounts", "accountspayable", "all", "billing", "board", "bookings", "booking", "business",
        "careers", "contact", "contactus", "customercare", "customerservice", "customersupport", "dispatch", "editor",
        "enquiries", "enquiry", "everyone", "events", "feedback", "finance", "frontdesk", "general", "hello", "help",
        "helpdesk", "hi", "hq", "hr", "info", "information", "inquiries", "inquiry", "invoice", "invoices", "it",
        "jobs",
        "legal", "logistics", "marketing", "media", "news", "newsletter", "office", "operations", "order", "orders",
        "payments", "payroll", "press", "privacy", "procurement", "purchasing", "reception", "recruitment",
        "reservations", "returns", "sales", "secretary", "service", "services", "shipping", "shop", "staff", "store",
        "support", "team", "tech", "techsupport", "training", "warehouse", "web", "welcome", "customer", "care",
        // German
        "anfrage", "anfragen", "auftrag", "bestellung", "bestellungen", "bewerbung", "buchhaltung", "buero", "büro",
        "datenschutz", "einkauf", "empfang", "kontakt", "kundendienst", "kundenservice", "lager", "personal", "post",
        "presse", "rechnung", "rechnungen", "redaktion", "rezeption", "sekretariat", "technik", "verkauf", "vertrieb",
        "verwaltung", "versand", "vorstand", "zentrale",
        // French
        "accueil", "achats", "administratif", "bonjour", "commande", "commandes", "commercial", "compta",
        "comptabilite", "comptabilité", "direction", "factures", "facturation", "recrutement", "secretariat",
        "secrétariat", "serviceclient", "vente", "ventes", "boutique",
        // Spanish and Portuguese
        "administracion", "administración", "atencionalcliente", "atendimento", "ayuda", "compras", "comercial",
        "contabilidad", "contabilidade", "contacto", "contato", "facturacion", "facturación", "financeiro", "hola",
        "oficina", "pedidos", "recepcion", "recepción", "rrhh", "soporte", "suporte", "tienda", "vendas", "ventas",
        // Italian
        "acquisti", "amministrazione", "assistenza", "contatti", "contabilita", "ordini", "segreteria", "ufficio",
        "vendite",
        // Dutch and the Scandinavian languages
        "administratie", "boekhouding", "facturen", "inkoop", "klantenservice", "verkoop", "faktura", "kundservice",
        "kundeservice", "ordre", "salg", "regnskab",
        // Polish and Czech
        "biuro", "faktury", "ksiegowosc", "obchod", "objednavky", "podpora", "pomoc", "sklep",
        "sprzedaz", "zamowienia",
        // Chinese, in letters and characters, and Japanese
        "kefu", "caiwu", "xiaoshou", "zhaopin", "bangongshi", "客服", "客户服务", "销售", "财务", "招聘", "支持", "技术支持",
        "联系", "办公室", "行政", "toiawase", "soumu", "eigyo", "jinji",
        // Russian
        "поддержка", "продажи", "zakaz", "prodazhi", "buh", "otdelkadrov",
    ]
}
