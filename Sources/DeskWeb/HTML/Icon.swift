/// Small drawings beside words; they say nothing that the words do not.
enum Icon: String, Sendable {
    case inbox = "M4 13h4l2 3h4l2-3h4M4 13l3-8h10l3 8v6H4z"
    case mine = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0"
    case team =
        "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14a6.5 6.5 0 0 1 3.5 6"
    case unassigned = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 9-7.3M18 15v6M15 18h6"
    case clock = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2"
    case waiting = "M7 3h10M7 21h10M8 3c0 5 8 5 8 9s-8 4-8 9M16 3c0 5-8 5-8 9s8 4 8 9"
    case mention = "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zm0 0v1.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.5 7.1"
    case snooze = "M20 14.5A8.5 8.5 0 1 1 9.5 4 7 7 0 0 0 20 14.5z"
    case spam = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.6 5.6l12.8 12.8"
    case all = "M4 6h16M4 12h16M4 18h16"
    case solved = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12l3 3 5-6"
    case view = "M4 5h16l-6 7v6l-4 2v-8z"
    case people = "M4 5h16v14H4zM9 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM6 16a3 3 0 0 1 6 0M15 10h3M15 14h3"
    case bell = "M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4"
    case today = "M4 20V10M10 20V4M16 20v-7M20 20H3"
    case intake = "M12 3v10m-4-4 4 4 4-4M4 15v5h16v-5"
    case outbox = "M12 14V4M8 8l4-4 4 4M4 15v5h16v-5"
    case channels = "M5 12a7 7 0 0 1 14 0M8.5 12a3.5 3.5 0 0 1 7 0M12 12v8"
    case users = "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z"
    case macro = "M13 3 5 14h6l-1 7 8-11h-6z"
    case search = "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5"
    case plus = "M12 5v14M5 12h14"
    case reply = "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1"
    case note = "M5 4h14v10l-5 6H5zM14 20v-6h5M8 8h8M8 12h4"
    case back = "M15 5l-7 7 7 7"
    case more = "M5 12h.01M12 12h.01M19 12h.01"
    case sort = "M7 4v16m-3-3 3 3 3-3M17 20V4m-3 3 3-3 3 3"
    case attach = "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.5 3.5 0 0 1 5 5l-8.5 8.5a2 2 0 0 1-3-3L14 7"
    case phone = "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A15 15 0 0 1 3 6a2 2 0 0 1 2-2z"

    var html: HTML {
        "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"\(rawValue)\"/></svg>"
    }
}
