import DeskModel
import ServiceLevels
import Testing

@Suite struct HolidayNoticeTests {
    static let yearly = """
        各部门：现将放假安排通知如下。
        一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
        二、春节：2月15日（农历腊月二十八、周日）至23日（周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
        三、清明节：4月4日放假，与周末连休。
        七、国庆节：9月28日至10月4日放假调休，共7天。9月20日、10月10日上班。
        """

    @Test func `a published notice gives its free days and its make-up workdays`() throws {
        let notice = HolidayNotice(Self.yearly, year: 2_026)
        #expect(notice.problems == [])
        let free = notice.days.filter { !$0.isWorkday }
        #expect(free.count == 3 + 9 + 1 + 7)
        #expect(free.first?.name == "元旦")
        #expect(free.last?.date.description == "2026-10-04")
        #expect(
            notice.days.filter(\.isWorkday).map(\.date.description) == [
                "2026-01-04", "2026-02-14", "2026-02-28", "2026-09-20", "2026-10-10",
            ]
        )
    }

    @Test func `a stretch runs over the end of a year`() {
        let notice = HolidayNotice("元旦：2026年12月31日至2027年1月2日放假。1月3日上班。", year: 2_020)
        #expect(notice.days.map(\.date.description) == ["2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03"])
        #expect(notice.days.map(\.isWorkday) == [false, false, false, true])
    }

    @Test func `plain lines are understood`() {
        let notice = HolidayNotice("2026-12-24..2026-12-26 Christmas\n\n2026-10-10 班\n2026/5/1 May Day", year: 2_026)
        #expect(notice.problems == [])
        #expect(
            notice.days.map { "\($0.date) \($0.name) \($0.isWorkday)" } == [
                "2026-05-01 May Day false", "2026-10-10  true", "2026-12-24 Christmas false",
                "2026-12-25 Christmas false", "2026-12-26 Christmas false",
            ]
        )
    }

    @Test(arguments: ["2月30日放假", "2026-13-01", "5月3日至1日放假", "1月1日至12月31日放假", "2026-1"])
    func `what the calendar does not have is told by line`(_ line: String) {
        let notice = HolidayNotice("2026-05-01 May Day\n\(line)", year: 2_026)
        #expect(notice.days.count == 1)
        #expect(notice.problems.map(\.line) == [2])
    }

    @Test func `hostile text is bounded`() {
        let notice = HolidayNotice(String(repeating: "9", count: 1_000_000), year: 2_026)
        #expect(notice.days.isEmpty)
        let many = HolidayNotice(String(repeating: "1月1日至2日放假。", count: 10_000), year: 2_026)
        #expect(many.days.count <= 2)
    }
}
