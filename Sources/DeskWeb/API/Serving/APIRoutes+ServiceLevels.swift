import DeskModel
import HTTPTypes

extension APIRoutes {
    /// When the desk works, and how soon it answers.
    static let serviceLevels: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/business-hours",
            access: .scope(.readDesk),
            operation: "listBusinessHours",
            summary: "When the desk works, by name.",
            answer: .object(.ok, APISchema.list(of: BusinessHoursCalls.schema), "The business hours."),
            respond: BusinessHoursCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/business-hours",
            access: .scope(.admin),
            operation: "addBusinessHours",
            summary: "Adds business hours.",
            body: .object(BusinessHoursCalls.new),
            answer: .object(.created, BusinessHoursCalls.schema, "The business hours."),
            respond: BusinessHoursCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/business-hours/{id}",
            access: .scope(.readDesk),
            operation: "getBusinessHours",
            summary: "Business hours with their holidays and make-up workdays.",
            parameters: [.id("business hours")],
            answer: .object(.ok, BusinessHoursCalls.schema, "The business hours."),
            respond: BusinessHoursCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/business-hours/{id}",
            access: .scope(.admin),
            operation: "changeBusinessHours",
            summary: "Changes business hours; what is left out stays, and running clocks are set anew.",
            parameters: [.id("business hours")],
            body: .object(BusinessHoursCalls.change),
            answer: .object(.ok, BusinessHoursCalls.schema, "The business hours as they are now."),
            respond: BusinessHoursCalls.update
        ),
        APIRoute(
            method: .delete,
            path: "/business-hours/{id}",
            access: .scope(.admin),
            operation: "removeBusinessHours",
            summary: "Removes business hours that no service level uses.",
            parameters: [.id("business hours")],
            answer: .nothing("They are gone."),
            respond: BusinessHoursCalls.remove
        ),
        APIRoute(
            method: .get,
            path: "/service-levels",
            access: .scope(.readDesk),
            operation: "listServiceLevels",
            summary: "How soon tickets are to be answered and solved.",
            answer: .object(.ok, APISchema.list(of: DesignResources.policy), "The policies, in their order."),
            respond: ServiceLevelCalls.list
        ),
        APIRoute(
            method: .post,
            path: "/service-levels",
            access: .scope(.admin),
            operation: "addServiceLevel",
            summary: "Adds a service level; it is off unless said otherwise.",
            body: .object(ServiceLevelCalls.new),
            answer: .object(.created, DesignResources.policy, "The service level."),
            respond: ServiceLevelCalls.add
        ),
        APIRoute(
            method: .get,
            path: "/service-levels/{id}",
            access: .scope(.readDesk),
            operation: "getServiceLevel",
            summary: "One service level.",
            parameters: [.id("service level")],
            answer: .object(.ok, DesignResources.policy, "The service level."),
            respond: ServiceLevelCalls.get
        ),
        APIRoute(
            method: .patch,
            path: "/service-levels/{id}",
            access: .scope(.admin),
            operation: "changeServiceLevel",
            summary: "Changes a service level; what is left out stays, and running clocks are set anew.",
            parameters: [.id("service level")],
            body: .object(ServiceLevelCalls.change),
            answer: .object(.ok, DesignResources.policy, "The service level as it is now."),
            respond: ServiceLevelCalls.update
        ),
        APIRoute(
            method: .delete,
            path: "/service-levels/{id}",
            access: .scope(.admin),
            operation: "removeServiceLevel",
            summary: "Removes a service level; its running clocks end without a verdict.",
            parameters: [.id("service level")],
            answer: .nothing("It is gone."),
            respond: ServiceLevelCalls.remove
        ),
    ]
}
