import DeskModel
import HTTPTypes
import Notices
import Testing
import TicketStorage

@testable import DeskWeb

/// Branding, notices, rooms of teams and channels over the API.
@Suite struct APIPresentationTests {
    private static let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

    @Test func `branding is changed as on its page, and customers see it at once`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        #expect(try await desk.api(.get, "/branding", as: program).json["name"] == .null)
        let change: JSON = ["name": "Spring Desk", "light_color": "#1F6F78"]
        let changed = try await desk.api(.patch, "/branding", change, as: program)
        #expect(changed.json["light_color"] == "#1f6f78" && changed.json["dark_color"] == .null)
        #expect(try await desk.get("/help").body.contains("Spring Desk"))
        for (body, place) in [
            (["light_color": "#ffff00"], "#/light_color"), (["dark_color": "teal"], "#/dark_color"),
            (["light_color": .null, "dark_color": "#7fd0da"], "#/dark_color"),
        ] as [(JSON, String)] {
            let answer = try await desk.api(.patch, "/branding", body, as: program)
            #expect(answer.status == 422 && answer.places == [place], "\(place)")
        }
        let file = ["Content-Type": "image/png"]
        let logo = try await desk.api(.post, "/branding/logo", octets: Self.picture, as: program, headers: file)
        let path = try #require(logo.json["logo"]?.text)
        #expect(path.hasPrefix("/help/logo?v=") && logo.json["name"] == "Spring Desk")
        #expect(try await desk.get(path).status == 200)
        let text = try await desk.api(.post, "/branding/logo", octets: Array("<svg/>".utf8), as: program, headers: file)
        #expect(text.status == 400)
        #expect(try await desk.api(.delete, "/branding/logo", as: program).status == 204)
        #expect(try await desk.get("/help/logo").status == 404)
        let own = try await desk.api(.patch, "/branding", ["name": .null], as: program)
        #expect(own.json["name"] == .null && own.json["light_color"] == "#1f6f78")
        #expect(try await desk.get("/help").body.contains("River Desk"))
    }

    @Test func `notices are told in one's own words in both languages`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let before = try await desk.api(.get, "/notice-settings", as: program).json
        let texts = before["texts"]?.elements ?? []
        #expect(texts.count == NoticeTextField.all.count && texts.allSatisfy { $0["usual"] == true })
        let own: JSON = ["notice": "customer.solved", "language": "zh-Hans", "subject": "已解决", "body": "工单 {number}"]
        let change: JSON = ["mail_channel": "mail", "tells_solved": true, "texts": [own]]
        let changed = try await desk.api(.patch, "/notice-settings", change, as: program).json
        #expect(changed["mail_channel"] == "mail" && changed["tells_solved"] == true)
        let written = (changed["texts"]?.elements ?? []).filter { $0["usual"] == false }
        #expect(written.count == 1 && written.first?["body"] == "工单 {number}")
        let stored = try await desk.store.noticeSettings()
        #expect(stored.texts.keys.sorted() == ["customer.solved/zh-Hans"])
        // All texts as they were read, sent back, change nothing.
        let all: [JSON] = (changed["texts"]?.elements ?? []).map { text in
            .object(text.members.filter { $0.name != "usual" })
        }
        let same = try await desk.api(.patch, "/notice-settings", ["texts": .array(all)], as: program)
        #expect(same.json == changed)
        for (body, place) in [
            (["mail_channel": "lost"], "#/mail_channel"), (["hours": "99"], "#/hours"),
            (["texts": [own, own]], "#/texts/1"),
            (
                ["texts": [["notice": "customer.solved", "language": "en", "subject": "{subject}", "body": "x"]]],
                "#/texts/0/subject"
            ),
            (
                ["texts": [["notice": "assigned", "language": "en", "subject": "x", "body": "{lost}"]]],
                "#/texts/0/body"
            ),
            (["texts": [["notice": "lost", "language": "en", "subject": "x", "body": "y"]]], "#/texts/0/notice"),
        ] as [(JSON, String)] {
            let answer = try await desk.api(.patch, "/notice-settings", body, as: program)
            #expect(answer.status == 422 && answer.places == [place], "\(place)")
        }
        #expect(try await desk.store.noticeSettings() == stored)
    }

    @Test func `a room's address goes in and never comes out`() async throws {
        let desk = try TestDesk()
        let program = try await desk.program()
        let team = try await desk.api(.post, "/teams", ["name": "Pumps"], as: program).json["id"] ?? .null
        let url = "https://open.feishu.cn/open-apis/bot/v2/hook/canary-0001"
        let new: JSON = [
            "name": "Pumps", "provider": "feishu", "url": .text(url), "secret": "canary-secret", "team": team,
            "kinds": ["new-ticket", "about-to-breach"], "language": "zh-Hans",
        ]
        let made = try await desk.api(.post, "/notice-rooms", new, as: program)
        #expect(made.status == 201 && made.json["team"] == team && made.json["enabled"] == true)
        #expect(try await desk.api(.post, "/notice-rooms", new, as: program).status == 409)
        let path = "/notice-rooms/\(made.json["id"]?.text ?? "")"
        let sealed = try #require(try await desk.store.noticeRooms().first).sealed
        let changed = try await desk.api(.patch, path, ["kinds": ["mentioned"], "team": .null], as: program)
        #expect(changed.json["kinds"] == ["mentioned"] && changed.json["team"] == .null)
        #expect(try await desk.store.noticeRooms().first?.sealed == sealed)
        let list = try await desk.api(.get, "/notice-rooms", as: program)
        for body in [made.answer.body, changed.answer.body, list.answer.body] { #expect(!body.contains("canary")) }
        for (body, place) in [
            (["url": "https://example.org/hook/canary-0002"], "#/url"), (["secret": "alone"], "#/secret"),
            (["kinds": []], "#/kinds"), (["team": "99"], "#/team"), (["language": "fr"], "#/language"),
        ] as [(JSON, String)] {
            let answer = try await desk.api(.patch, path, body, as: program)
            #expect(answer.status == 422 && answer.places == [place], "\(place)")
            #expect(!answer.answer.body.contains("canary"))
        }
        let moved = try await desk.api(
            .patch,
            path,
            ["url": "https://open.feishu.cn/open-apis/bot/v2/hook/canary-0003"],
            as: program
        )
        #expect(moved.status == 200)
        #expect(try await desk.store.noticeRooms().first?.sealed != sealed)
        #expect(try await desk.api(.delete, path, as: program).status == 204)
        #expect(try await desk.store.noticeRooms().isEmpty)
    }

    @Test func `no more rooms than a desk needs are told`() async throws {
        let desk = try TestDesk()
        let admin = try await desk.signIn(.admin)
        let program = try await desk.program()
        for number in 0..<NoticeRoom.maximumCount {
            let room = NoticeRoom(
                id: desk.ids.next(at: desk.clock.now),
                name: "Room \(number)",
                provider: .slack,
                kinds: [.assigned],
                language: "en",
                sealed: [1]
            )
            #expect(try await desk.store.save(room, actor: .operator, at: desk.clock.now) == .done)
        }
        let url = "https://hooks.slack.com/services/T00000000/B00000000"
        let new: JSON = ["name": "Pumps", "provider": "slack", "url": .text(url), "kinds": ["assigned"]]
        let refused = try await desk.api(.post, "/notice-rooms", new, as: program)
        #expect(refused.status == 409 && refused.json["detail"] == "There are 100 rooms already.")
        let form = [("room", "Pumps"), ("provider", "slack"), ("url", url), ("kind", "assigned")]
        let page = try await desk.post("/admin/notices/rooms", form, as: admin)
        #expect(page.status == 422 && page.body.contains("There are 100 already. Remove one first."))
        let rooms = try await desk.store.noticeRooms()
        #expect(rooms.count == NoticeRoom.maximumCount)
        #expect(try await desk.store.removeRoom(rooms[0].id, actor: .operator, at: desk.clock.now) == .done)
        // Of several at once one fits, and what is there already may still be changed.
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<6 {
                let room: JSON = [
                    "name": .text("Pumps \(number)"), "provider": "slack", "url": .text(url), "kinds": ["assigned"],
                ]
                group.addTask { try await desk.api(.post, "/notice-rooms", room, as: program).status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.sorted() == [201, 409, 409, 409, 409, 409])
        let change: JSON = ["enabled": false]
        #expect(try await desk.api(.patch, "/notice-rooms/\(rooms[1].id)", change, as: program).status == 200)
    }

    @Test func `channels name what to paste, and their connection is tested`() async throws {
        let desk = try TestDesk(publicURL: "https://help.river.example")
        let program = try await desk.program()
        let hook = try await desk.api(.get, "/channels/hook", as: program).json
        let address: JSON = ["address": "https://help.river.example/channels/hook/webhook", "purpose": "everything"]
        #expect(hook["webhook_addresses"] == [address] && hook["testable"] == true)
        #expect(hook["page_address"] == "https://help.river.example/channels/hook/form")
        #expect(try await desk.api(.get, "/channels", as: program).json["items"]?.elements.contains(hook) == true)
        for (channel, isHealthy) in [("hook", true), ("form", false)] {
            let found = try await desk.api(.post, "/channels/\(channel)/test", as: program)
            #expect(found.status == 200 && found.json["healthy"]?.boolean == isHealthy)
            #expect(found.json["findings"]?.elements.count == 1)
        }
        #expect(try await desk.api(.post, "/channels/portal/test", as: program).status == 409)
        #expect(try await desk.api(.post, "/channels/lost/test", as: program).status == 404)
        #expect(try await desk.api(.get, "/channels/lost", as: program).status == 404)
        let actions = try await desk.store.auditPage(AuditQuery(limit: 50)).items.map(\.action)
        #expect(actions.contains("channel.tested") && actions.contains("channel.test-failed"))
    }
}
