import MessageText
import Testing

/// Forwarded mails as mail programs set them into a text.
struct ForwardedMailTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        let program: String
        var subject = "Fwd: Pump"
        let text: String
        var testDescription: String { program }
    }

    static let shapes = [
        Shape(
            program: "Gmail",
            text:
                "See below.\n\n---------- Forwarded message ---------\nFrom: Bo Berg <bo@c.test>\nDate: Thu, May 28, 2026 at 8:20 PM\n"
                + "Subject: Pump\nTo: <ann@staff.test>\n\n\nIt hums.\n"
        ),
        Shape(
            program: "Apple Mail",
            text: "See below.\n\nBegin forwarded message:\n\n> From: Bo Berg <bo@c.test>\n> Subject: Pump\n"
                + "> Date: 28 May 2026 at 20:20:00 CEST\n> To: ann@staff.test\n> \n> It hums.\n"
        ),
        Shape(
            program: "Outlook",
            subject: "FW: Pump",
            text:
                "See below.\n\n________________________________\nFrom: Bo Berg <bo@c.test>\nSent: Thursday, May 28, 2026 8:20 PM\n"
                + "To: Ann <ann@staff.test>\nSubject: Pump\n\nIt hums.\n"
        ),
        Shape(
            program: "Outlook, German",
            subject: "WG: Pump",
            text:
                "See below.\n\nVon: Bo Berg [mailto:bo@c.test]\nGesendet: Donnerstag, 28. Mai 2026 20:20\nAn: Ann\nBetreff: Pump\n\nIt hums.\n"
        ),
        Shape(
            program: "Outlook, French",
            subject: "TR : Pump",
            text:
                "See below.\n\nDe : Bo Berg <bo@c.test>\nEnvoyé : jeudi 28 mai 2026 20:20\nÀ : Ann\nObjet : Pump\n\nIt hums.\n"
        ),
        Shape(
            program: "Thunderbird",
            text:
                "See below.\n\n-------- Forwarded Message --------\nSubject: \tPump\nDate: \tThu, 28 May 2026 20:20:00 +0200\n"
                + "From: \tBo Berg <bo@c.test>\nTo: \tann@staff.test\n\nIt hums.\n"
        ),
        Shape(
            program: "Thunderbird, Japanese",
            subject: "Re: x",
            text:
                "See below.\n\n-------- 転送メッセージ --------\n件名: Pump\n日付: Thu, 28 May 2026 20:20:00 +0900\n差出人: Bo Berg <bo@c.test>\n"
                + "宛先: ann@staff.test\n\nIt hums.\n"
        ),
        Shape(
            program: "QQ",
            subject: "转发：Pump",
            text: "See below.\n\n------------------ 原始邮件 ------------------\n发件人: \"Bo Berg\" <bo@c.test>;\n"
                + "发送时间: 2026年5月28日(星期四) 晚上8:20\n收件人: \"Ann\"<ann@staff.test>;\n主题: Pump\n\nIt hums.\n"
        ),
        Shape(
            program: "NetEase",
            subject: "Re: x",
            text: "See below.\n\n-------- 转发邮件信息 --------\n发件人：\"Bo Berg\" <bo@c.test>\n发送日期：2026-05-28 20:20:00\n"
                + "收件人：ann@staff.test\n主题：Pump\n\nIt hums.\n"
        ),
        Shape(
            program: "Foxmail",
            subject: "Fw: Pump",
            text: "See below.\n\n发件人： Bo Berg\n<bo@c.test>\n发送时间： 2026-05-28 20:20\n收件人： ann\n主题： Pump\n\nIt hums.\n"
        ),
        Shape(
            program: "Yandex",
            subject: "x",
            text: "See below.\n\n-------- Пересылаемое сообщение --------\nОт: Bo Berg <bo@c.test>\nТема: Pump\n"
                + "Дата: 28.05.2026, 20:20\nКому: ann@staff.test\n\nIt hums.\n"
        ),
        Shape(
            program: "Yahoo, Spanish",
            subject: "Rv: Pump",
            text:
                "See below.\n\n----- Mensaje reenviado -----\nDe: Bo Berg <bo@c.test>\nPara: \"ann@staff.test\" <ann@staff.test>\n"
                + "Enviado: jueves, 28 de mayo de 2026, 20:20\nAsunto: Pump\n\nIt hums.\n"
        ),
        Shape(
            program: "Naver",
            subject: "FW: Pump",
            text: "See below.\n\n-----Original Message-----\nFrom: \"Bo Berg\"<bo@c.test>\nTo: <ann@staff.test>;\n"
                + "Sent: 2026-05-28 (목) 20:20:00 (GMT+09:00)\nSubject: Pump\n\nIt hums.\n"
        ),
        Shape(
            program: "Polish",
            subject: "PD: Pump",
            text:
                "See below.\n\nOd: Bo Berg <bo@c.test>\nWysłano: czwartek, 28 maja 2026 20:20\nDo: Ann\nTemat: Pump\n\nIt hums.\n"
        ),
        Shape(
            program: "Dutch",
            subject: "x",
            text:
                "See below.\n\n---------- Doorgestuurd bericht ---------\nVan: Bo Berg <bo@c.test>\nDatum: do 28 mei 2026 om 20:20\n"
                + "Onderwerp: Pump\nAan: <ann@staff.test>\n\nIt hums.\n"
        ),
        Shape(
            program: "Italian",
            subject: "I: Pump",
            text:
                "See below.\n\nDa: Bo Berg <bo@c.test>\nInviato: giovedì 28 maggio 2026 20:20\nA: Ann <ann@staff.test>\nOggetto: Pump\n\nIt hums.\n"
        ),
        Shape(
            program: "Portuguese",
            subject: "ENC: Pump",
            text:
                "See below.\n\nDe: Bo Berg <bo@c.test>\nEnviada em: quinta-feira, 28 de maio de 2026 20:20\nPara: Ann\nAssunto: Pump\n\nIt hums.\n"
        ),
    ]

    @Test(arguments: shapes) func `a forward names its author, and its words stand apart`(_ shape: Shape) throws {
        for text in [shape.text, shape.text.replacing("\n", with: "\r\n")] {
            let mail = try #require(ForwardedMail.read(text, subject: shape.subject))
            #expect(mail.address == "bo@c.test")
            #expect(mail.name == "Bo Berg")
            #expect(mail.subject == "Pump")
            #expect(mail.comment == "See below.")
            #expect(mail.text == "It hums.")
        }
    }

    @Test(arguments: [
        (
            "Re: Pump",
            "Yes.\n\nFrom: Bo <bo@c.test>\nSent: Thursday, May 28, 2026 8:20 PM\nTo: Ann\nSubject: Pump\n\nIt hums.\n"
        ),
        ("Fwd: Pump", "From: Berlin\nTo: Paris\n\nTwo tickets, please."), ("Fwd: Pump", "Nothing is below."),
        ("Fwd:", ""),
        ("Fwd: Pump", "From: nobody\nDate: Thu, 28 May 2026 20:20:00 +0200\nSubject: Pump\nTo: ann\n\nIt hums."),
    ])
    func `what is no forward is none`(_ subject: String, _ text: String) {
        #expect(ForwardedMail.read(text, subject: subject) == nil)
    }

    @Test func `quotes inside a quoted forward keep their depth`() throws {
        let text =
            "Begin forwarded message:\n\n> From: bo@c.test\n> Subject: Pump\n> Date: 28 May 2026\n> To: a@b.test\n> \n> Yes.\n> \n> > Really?\n\n-- \nAnn\n"
        let mail = try #require(ForwardedMail.read(text, subject: "Fwd: Pump"))
        #expect(mail.text == "Yes.\n\n> Really?")
        #expect(mail.name == nil && mail.comment.isEmpty)
    }
}
