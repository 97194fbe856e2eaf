import DeskModel
import HTTPTypes

extension APIRoutes {
    /// How the desk presents itself, and how it tells.
    static let presentation: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/branding",
            access: .scope(.readDesk),
            operation: "getBranding",
            summary: "How the desk presents itself to customers.",
            answer: .object(.ok, BrandingCalls.schema, "The branding."),
            respond: BrandingCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/branding",
            access: .scope(.admin),
            operation: "changeBranding",
            summary: "Changes name and colors; what is left out stays, and a color has to be readable.",
            body: .object(BrandingCalls.change),
            answer: .object(.ok, BrandingCalls.schema, "The branding as it is now."),
            respond: BrandingCalls.update
        ),
        APIRoute(
            method: .post,
            path: "/branding/logo",
            access: .scope(.admin),
            operation: "setLogo",
            summary: "Sets the logo: PNG, JPEG or WebP of at most 512 KB.",
            body: .file,
            answer: .object(.ok, BrandingCalls.schema, "The branding as it is now."),
            respond: BrandingCalls.setLogo
        ),
        APIRoute(
            method: .delete,
            path: "/branding/logo",
            access: .scope(.admin),
            operation: "removeLogo",
            summary: "Takes the logo away.",
            answer: .nothing("There is none."),
            respond: BrandingCalls.removeLogo
        ),
        APIRoute(
            method: .get,
            path: "/notice-settings",
            access: .scope(.readDesk),
            operation: "getNoticeSettings",
            summary: "How the desk tells, with every text in both languages.",
            answer: .object(.ok, NoticeSettingsCalls.schema, "The settings."),
            respond: NoticeSettingsCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/notice-settings",
            access: .scope(.admin),
            operation: "changeNoticeSettings",
            summary: "Changes how the desk tells; what is left out stays.",
            body: .object(NoticeSettingsCalls.change),
            answer: .object(.ok, NoticeSettingsCalls.schema, "The settings as they are now."),
            respond: NoticeSettingsCalls.update
        ),
        APIRoute(
            method: .get,
            path: "/notice-rooms",
            access: .scope(.readDesk),
            operation: "listNoticeRooms",
            summary: "Rooms that are told by a robot, by name; never with its address.",
            answer: .object(.ok, APISchema.list(of: NoticeRoomCalls.schema), "The rooms."),
            respond: NoticeRoomCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/notice-rooms",
            access: .scope(.admin),
            operation: "addNoticeRoom",
            summary: "Adds a room; its robot's address is sealed.",
            body: .object(NoticeRoomCalls.new),
            answer: .object(.created, NoticeRoomCalls.schema, "The room."),
            respond: NoticeRoomCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/notice-rooms/{id}",
            access: .scope(.readDesk),
            operation: "getNoticeRoom",
            summary: "One room.",
            parameters: [.id("room")],
            answer: .object(.ok, NoticeRoomCalls.schema, "The room."),
            respond: NoticeRoomCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/notice-rooms/{id}",
            access: .scope(.admin),
            operation: "changeNoticeRoom",
            summary: "Changes a room; what is left out stays.",
            parameters: [.id("room")],
            body: .object(NoticeRoomCalls.change),
            answer: .object(.ok, NoticeRoomCalls.schema, "The room as it is now."),
            respond: NoticeRoomCalls.update
        ),
        APIRoute(
            method: .delete,
            path: "/notice-rooms/{id}",
            access: .scope(.admin),
            operation: "removeNoticeRoom",
            summary: "Forgets a room and what waits for it.",
            parameters: [.id("room")],
            answer: .nothing("It is gone."),
            respond: NoticeRoomCalls.remove
        ),
    ]
}
