export namespace app {
	
	export class Action {
	    verb: string;
	    enabled: boolean;
	    why: string;
	
	    static createFrom(source: any = {}) {
	        return new Action(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.verb = source["verb"];
	        this.enabled = source["enabled"];
	        this.why = source["why"];
	    }
	}
	export class Problem {
	    code: string;
	    key: string;
	    params: Record<string, any>;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new Problem(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.code = source["code"];
	        this.key = source["key"];
	        this.params = source["params"];
	        this.text = source["text"];
	    }
	}
	export class Person {
	    id: string;
	    name: string;
	    short: string;
	    roles: string[];
	
	    static createFrom(source: any = {}) {
	        return new Person(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.short = source["short"];
	        this.roles = source["roles"];
	    }
	}
	export class Boot {
	    stage: string;
	    language: string;
	    theme: string;
	    version: string;
	    timeZone: string;
	    today: string;
	    me?: Person;
	    company: string;
	    alone: boolean;
	    scale: number[];
	    kinds: string[];
	    problem?: Problem;
	
	    static createFrom(source: any = {}) {
	        return new Boot(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.stage = source["stage"];
	        this.language = source["language"];
	        this.theme = source["theme"];
	        this.version = source["version"];
	        this.timeZone = source["timeZone"];
	        this.today = source["today"];
	        this.me = this.convertValues(source["me"], Person);
	        this.company = source["company"];
	        this.alone = source["alone"];
	        this.scale = source["scale"];
	        this.kinds = source["kinds"];
	        this.problem = this.convertValues(source["problem"], Problem);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Classify {
	    ticketId: string;
	    subject: string;
	    clientId: string;
	    legalEntityId: string;
	    contactId: string;
	    infobaseId: string;
	    kind: string;
	    urgent: boolean;
	    urgentReason: string;
	
	    static createFrom(source: any = {}) {
	        return new Classify(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ticketId = source["ticketId"];
	        this.subject = source["subject"];
	        this.clientId = source["clientId"];
	        this.legalEntityId = source["legalEntityId"];
	        this.contactId = source["contactId"];
	        this.infobaseId = source["infobaseId"];
	        this.kind = source["kind"];
	        this.urgent = source["urgent"];
	        this.urgentReason = source["urgentReason"];
	    }
	}
	export class Ref {
	    id: string;
	    name: string;
	
	    static createFrom(source: any = {}) {
	        return new Ref(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	    }
	}
	export class ClientRow {
	    id: string;
	    name: string;
	    legalEntities: Ref[];
	    contacts: Ref[];
	    infobases: Ref[];
	
	    static createFrom(source: any = {}) {
	        return new ClientRow(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.legalEntities = this.convertValues(source["legalEntities"], Ref);
	        this.contacts = this.convertValues(source["contacts"], Ref);
	        this.infobases = this.convertValues(source["infobases"], Ref);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Counts {
	    today: number;
	    inbox: number;
	    status: Record<string, number>;
	    notices: number;
	
	    static createFrom(source: any = {}) {
	        return new Counts(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.today = source["today"];
	        this.inbox = source["inbox"];
	        this.status = source["status"];
	        this.notices = source["notices"];
	    }
	}
	export class CreateAlone {
	    company: string;
	    name: string;
	    email: string;
	
	    static createFrom(source: any = {}) {
	        return new CreateAlone(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.company = source["company"];
	        this.name = source["name"];
	        this.email = source["email"];
	    }
	}
	export class Stage {
	    no: number;
	    name: string;
	    nh: number;
	
	    static createFrom(source: any = {}) {
	        return new Stage(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.no = source["no"];
	        this.name = source["name"];
	        this.nh = source["nh"];
	    }
	}
	export class Draft {
	    nh: number;
	    stages: Stage[];
	    by: string;
	    at: string;
	
	    static createFrom(source: any = {}) {
	        return new Draft(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.nh = source["nh"];
	        this.stages = this.convertValues(source["stages"], Stage);
	        this.by = source["by"];
	        this.at = source["at"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Efficiency {
	    nh: number;
	    seconds: number;
	    percent: number;
	    tickets: number;
	
	    static createFrom(source: any = {}) {
	        return new Efficiency(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.nh = source["nh"];
	        this.seconds = source["seconds"];
	        this.percent = source["percent"];
	        this.tickets = source["tickets"];
	    }
	}
	export class PersonEfficiency {
	    person: Person;
	    efficiency: Efficiency;
	
	    static createFrom(source: any = {}) {
	        return new PersonEfficiency(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.person = this.convertValues(source["person"], Person);
	        this.efficiency = this.convertValues(source["efficiency"], Efficiency);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class EfficiencyReport {
	    from: string;
	    to: string;
	    team: Efficiency;
	    people: PersonEfficiency[];
	
	    static createFrom(source: any = {}) {
	        return new EfficiencyReport(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.from = source["from"];
	        this.to = source["to"];
	        this.team = this.convertValues(source["team"], Efficiency);
	        this.people = this.convertValues(source["people"], PersonEfficiency);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Estimate {
	    id: string;
	    no: number;
	    nh: number;
	    stages: Stage[];
	    firm: boolean;
	    by: string;
	    at: string;
	    reason: string;
	    answer: string;
	    automatic: boolean;
	    answerBy: string;
	    answerAt: string;
	    rule: string;
	    ruleNh: number;
	    cause: string;
	    evidence: string;
	    absorbed: boolean;
	    shown: string;
	    way: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new Estimate(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.no = source["no"];
	        this.nh = source["nh"];
	        this.stages = this.convertValues(source["stages"], Stage);
	        this.firm = source["firm"];
	        this.by = source["by"];
	        this.at = source["at"];
	        this.reason = source["reason"];
	        this.answer = source["answer"];
	        this.automatic = source["automatic"];
	        this.answerBy = source["answerBy"];
	        this.answerAt = source["answerAt"];
	        this.rule = source["rule"];
	        this.ruleNh = source["ruleNh"];
	        this.cause = source["cause"];
	        this.evidence = source["evidence"];
	        this.absorbed = source["absorbed"];
	        this.shown = source["shown"];
	        this.way = source["way"];
	        this.text = source["text"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class FieldChange {
	    field: string;
	    name: string;
	    old: string;
	    new: string;
	
	    static createFrom(source: any = {}) {
	        return new FieldChange(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.field = source["field"];
	        this.name = source["name"];
	        this.old = source["old"];
	        this.new = source["new"];
	    }
	}
	export class HistoryLine {
	    at: string;
	    by: string;
	    source: string;
	    verb: string;
	    verbName: string;
	    op: string;
	    table: string;
	    fields: FieldChange[];
	
	    static createFrom(source: any = {}) {
	        return new HistoryLine(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.at = source["at"];
	        this.by = source["by"];
	        this.source = source["source"];
	        this.verb = source["verb"];
	        this.verbName = source["verbName"];
	        this.op = source["op"];
	        this.table = source["table"];
	        this.fields = this.convertValues(source["fields"], FieldChange);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class HistoryPage {
	    rows: HistoryLine[];
	    next: string;
	
	    static createFrom(source: any = {}) {
	        return new HistoryPage(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.rows = this.convertValues(source["rows"], HistoryLine);
	        this.next = source["next"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class InvitationView {
	    address: string;
	    until: string;
	    fingerprint: string;
	
	    static createFrom(source: any = {}) {
	        return new InvitationView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.address = source["address"];
	        this.until = source["until"];
	        this.fingerprint = source["fingerprint"];
	    }
	}
	export class Link {
	    id: string;
	    kind: string;
	    out: boolean;
	    ticketId: string;
	    number: number;
	    subject: string;
	    status: string;
	
	    static createFrom(source: any = {}) {
	        return new Link(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.kind = source["kind"];
	        this.out = source["out"];
	        this.ticketId = source["ticketId"];
	        this.number = source["number"];
	        this.subject = source["subject"];
	        this.status = source["status"];
	    }
	}
	export class Message {
	    id: string;
	    audience: string;
	    author: string;
	    ours: boolean;
	    source: string;
	    text: string;
	    at: string;
	    unsent: boolean;
	    mentions: string[];
	
	    static createFrom(source: any = {}) {
	        return new Message(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.audience = source["audience"];
	        this.author = source["author"];
	        this.ours = source["ours"];
	        this.source = source["source"];
	        this.text = source["text"];
	        this.at = source["at"];
	        this.unsent = source["unsent"];
	        this.mentions = source["mentions"];
	    }
	}
	export class MessagePage {
	    rows: Message[];
	    next: string;
	
	    static createFrom(source: any = {}) {
	        return new MessagePage(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.rows = this.convertValues(source["rows"], Message);
	        this.next = source["next"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class NewTicket {
	    subject: string;
	    clientId: string;
	    legalEntityId: string;
	    contactId: string;
	    infobaseId: string;
	    kind: string;
	    urgent: boolean;
	    urgentReason: string;
	    source: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new NewTicket(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.subject = source["subject"];
	        this.clientId = source["clientId"];
	        this.legalEntityId = source["legalEntityId"];
	        this.contactId = source["contactId"];
	        this.infobaseId = source["infobaseId"];
	        this.kind = source["kind"];
	        this.urgent = source["urgent"];
	        this.urgentReason = source["urgentReason"];
	        this.source = source["source"];
	        this.text = source["text"];
	    }
	}
	export class Notice {
	    id: string;
	    ticketId: string;
	    number: number;
	    subject: string;
	    kind: string;
	    by: string;
	    text: string;
	    at: string;
	    unread: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Notice(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.ticketId = source["ticketId"];
	        this.number = source["number"];
	        this.subject = source["subject"];
	        this.kind = source["kind"];
	        this.by = source["by"];
	        this.text = source["text"];
	        this.at = source["at"];
	        this.unread = source["unread"];
	    }
	}
	export class NoticePage {
	    rows: Notice[];
	    next: string;
	
	    static createFrom(source: any = {}) {
	        return new NoticePage(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.rows = this.convertValues(source["rows"], Notice);
	        this.next = source["next"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class Piece {
	    id: string;
	    ticketId: string;
	    number: number;
	    subject: string;
	    status: string;
	    clientId: string;
	    client: string;
	    nh: number;
	    stageNo: number;
	    kind: string;
	    from: string;
	    to: string;
	    rawFrom: string;
	    rawTo: string;
	    seconds: number;
	    trimmed: boolean;
	    manual: boolean;
	    review: string;
	    note: string;
	
	    static createFrom(source: any = {}) {
	        return new Piece(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.ticketId = source["ticketId"];
	        this.number = source["number"];
	        this.subject = source["subject"];
	        this.status = source["status"];
	        this.clientId = source["clientId"];
	        this.client = source["client"];
	        this.nh = source["nh"];
	        this.stageNo = source["stageNo"];
	        this.kind = source["kind"];
	        this.from = source["from"];
	        this.to = source["to"];
	        this.rawFrom = source["rawFrom"];
	        this.rawTo = source["rawTo"];
	        this.seconds = source["seconds"];
	        this.trimmed = source["trimmed"];
	        this.manual = source["manual"];
	        this.review = source["review"];
	        this.note = source["note"];
	    }
	}
	export class PersonDay {
	    person: Person;
	    day: string;
	    pieces: Piece[];
	    seconds: number;
	    closedNh: number;
	    planNh: number;
	    month: Efficiency;
	
	    static createFrom(source: any = {}) {
	        return new PersonDay(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.person = this.convertValues(source["person"], Person);
	        this.day = source["day"];
	        this.pieces = this.convertValues(source["pieces"], Piece);
	        this.seconds = source["seconds"];
	        this.closedNh = source["closedNh"];
	        this.planNh = source["planNh"];
	        this.month = this.convertValues(source["month"], Efficiency);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	export class Plan {
	    id: string;
	    stageNo: number;
	    engineerId: string;
	    engineer: string;
	    from: string;
	    to: string;
	    nh: number;
	    state: string;
	
	    static createFrom(source: any = {}) {
	        return new Plan(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.stageNo = source["stageNo"];
	        this.engineerId = source["engineerId"];
	        this.engineer = source["engineer"];
	        this.from = source["from"];
	        this.to = source["to"];
	        this.nh = source["nh"];
	        this.state = source["state"];
	    }
	}
	export class PlanTicket {
	    ticketId: string;
	    engineerId: string;
	    from: string;
	    to: string;
	    nh: number;
	    criteria: string;
	
	    static createFrom(source: any = {}) {
	        return new PlanTicket(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ticketId = source["ticketId"];
	        this.engineerId = source["engineerId"];
	        this.from = source["from"];
	        this.to = source["to"];
	        this.nh = source["nh"];
	        this.criteria = source["criteria"];
	    }
	}
	
	export class Receipt {
	    cmdId: string;
	    id: string;
	    undoable: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Receipt(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.cmdId = source["cmdId"];
	        this.id = source["id"];
	        this.undoable = source["undoable"];
	    }
	}
	export class Reestimate {
	    ticketId: string;
	    nh: number;
	    stages: Stage[];
	    cause: string;
	    evidence: string;
	    absorbed: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Reestimate(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ticketId = source["ticketId"];
	        this.nh = source["nh"];
	        this.stages = this.convertValues(source["stages"], Stage);
	        this.cause = source["cause"];
	        this.evidence = source["evidence"];
	        this.absorbed = source["absorbed"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class Refusal {
	    cmdId: string;
	    verb: string;
	    verbName: string;
	    ticketId: string;
	    number: number;
	    subject: string;
	    at: string;
	    problem: Problem;
	    typed: FieldChange[];
	    again: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Refusal(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.cmdId = source["cmdId"];
	        this.verb = source["verb"];
	        this.verbName = source["verbName"];
	        this.ticketId = source["ticketId"];
	        this.number = source["number"];
	        this.subject = source["subject"];
	        this.at = source["at"];
	        this.problem = this.convertValues(source["problem"], Problem);
	        this.typed = this.convertValues(source["typed"], FieldChange);
	        this.again = source["again"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ReplyDraft {
	    audience: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new ReplyDraft(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.audience = source["audience"];
	        this.text = source["text"];
	    }
	}
	export class Settings {
	    language: string;
	    theme: string;
	
	    static createFrom(source: any = {}) {
	        return new Settings(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.language = source["language"];
	        this.theme = source["theme"];
	    }
	}
	
	export class SyncState {
	    state: string;
	    since: string;
	    pending: number;
	    refused: number;
	    done: number;
	    total: number;
	    problem?: Problem;
	
	    static createFrom(source: any = {}) {
	        return new SyncState(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.state = source["state"];
	        this.since = source["since"];
	        this.pending = source["pending"];
	        this.refused = source["refused"];
	        this.done = source["done"];
	        this.total = source["total"];
	        this.problem = this.convertValues(source["problem"], Problem);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Worker {
	    id: string;
	    name: string;
	    short: string;
	    roles: string[];
	    timeZone: string;
	    place: string;
	    offsetMin: number;
	    now?: Piece;
	    lastTo: string;
	    pieces: Piece[];
	    seconds: number;
	
	    static createFrom(source: any = {}) {
	        return new Worker(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.short = source["short"];
	        this.roles = source["roles"];
	        this.timeZone = source["timeZone"];
	        this.place = source["place"];
	        this.offsetMin = source["offsetMin"];
	        this.now = this.convertValues(source["now"], Piece);
	        this.lastTo = source["lastTo"];
	        this.pieces = this.convertValues(source["pieces"], Piece);
	        this.seconds = source["seconds"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Team {
	    day: string;
	    from: string;
	    to: string;
	    people: Worker[];
	
	    static createFrom(source: any = {}) {
	        return new Team(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.day = source["day"];
	        this.from = source["from"];
	        this.to = source["to"];
	        this.people = this.convertValues(source["people"], Worker);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Template {
	    id: string;
	    name: string;
	    audience: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new Template(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.audience = source["audience"];
	        this.text = source["text"];
	    }
	}
	export class TicketRow {
	    id: string;
	    number: number;
	    subject: string;
	    status: string;
	    urgent: boolean;
	    clientId: string;
	    client: string;
	    assignee: string;
	    source: string;
	    nh: number;
	    factSec: number;
	    touchedAt: string;
	    planFrom: string;
	    planTo: string;
	    deadlineAt: string;
	    deadlineHard: boolean;
	    unsent: boolean;
	    refused: number;
	    running: boolean;
	    unread: number;
	    waitFor: string;
	    waitSince: string;
	    waitRemindAt: string;
	
	    static createFrom(source: any = {}) {
	        return new TicketRow(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.number = source["number"];
	        this.subject = source["subject"];
	        this.status = source["status"];
	        this.urgent = source["urgent"];
	        this.clientId = source["clientId"];
	        this.client = source["client"];
	        this.assignee = source["assignee"];
	        this.source = source["source"];
	        this.nh = source["nh"];
	        this.factSec = source["factSec"];
	        this.touchedAt = source["touchedAt"];
	        this.planFrom = source["planFrom"];
	        this.planTo = source["planTo"];
	        this.deadlineAt = source["deadlineAt"];
	        this.deadlineHard = source["deadlineHard"];
	        this.unsent = source["unsent"];
	        this.refused = source["refused"];
	        this.running = source["running"];
	        this.unread = source["unread"];
	        this.waitFor = source["waitFor"];
	        this.waitSince = source["waitSince"];
	        this.waitRemindAt = source["waitRemindAt"];
	    }
	}
	export class TicketDetail {
	    id: string;
	    number: number;
	    subject: string;
	    status: string;
	    urgent: boolean;
	    clientId: string;
	    client: string;
	    assignee: string;
	    source: string;
	    nh: number;
	    factSec: number;
	    touchedAt: string;
	    planFrom: string;
	    planTo: string;
	    deadlineAt: string;
	    deadlineHard: boolean;
	    unsent: boolean;
	    refused: number;
	    running: boolean;
	    unread: number;
	    waitFor: string;
	    waitSince: string;
	    waitRemindAt: string;
	    legalEntity: Ref;
	    contact: Ref;
	    infobase: Ref;
	    kind: string;
	    urgentReason: string;
	    manager?: Person;
	    assigneeId: string;
	    reason: string;
	    criteria: string;
	    resolution: string;
	    deadlineReason: string;
	    createdAt: string;
	    estimates: Estimate[];
	    draft?: Draft;
	    plan: Plan[];
	    next: string;
	    actions: Action[];
	    refusedCommands: Refusal[];
	    messages: number;
	    links: Link[];
	    mergedInto?: TicketRow;
	    warranty: boolean;
	    watchers: Person[];
	    watching: boolean;
	    waitNote: string;
	    handedAt: string;
	    approvedNh: number;
	    approvers: Ref[];
	    confirmers: Ref[];
	
	    static createFrom(source: any = {}) {
	        return new TicketDetail(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.number = source["number"];
	        this.subject = source["subject"];
	        this.status = source["status"];
	        this.urgent = source["urgent"];
	        this.clientId = source["clientId"];
	        this.client = source["client"];
	        this.assignee = source["assignee"];
	        this.source = source["source"];
	        this.nh = source["nh"];
	        this.factSec = source["factSec"];
	        this.touchedAt = source["touchedAt"];
	        this.planFrom = source["planFrom"];
	        this.planTo = source["planTo"];
	        this.deadlineAt = source["deadlineAt"];
	        this.deadlineHard = source["deadlineHard"];
	        this.unsent = source["unsent"];
	        this.refused = source["refused"];
	        this.running = source["running"];
	        this.unread = source["unread"];
	        this.waitFor = source["waitFor"];
	        this.waitSince = source["waitSince"];
	        this.waitRemindAt = source["waitRemindAt"];
	        this.legalEntity = this.convertValues(source["legalEntity"], Ref);
	        this.contact = this.convertValues(source["contact"], Ref);
	        this.infobase = this.convertValues(source["infobase"], Ref);
	        this.kind = source["kind"];
	        this.urgentReason = source["urgentReason"];
	        this.manager = this.convertValues(source["manager"], Person);
	        this.assigneeId = source["assigneeId"];
	        this.reason = source["reason"];
	        this.criteria = source["criteria"];
	        this.resolution = source["resolution"];
	        this.deadlineReason = source["deadlineReason"];
	        this.createdAt = source["createdAt"];
	        this.estimates = this.convertValues(source["estimates"], Estimate);
	        this.draft = this.convertValues(source["draft"], Draft);
	        this.plan = this.convertValues(source["plan"], Plan);
	        this.next = source["next"];
	        this.actions = this.convertValues(source["actions"], Action);
	        this.refusedCommands = this.convertValues(source["refusedCommands"], Refusal);
	        this.messages = source["messages"];
	        this.links = this.convertValues(source["links"], Link);
	        this.mergedInto = this.convertValues(source["mergedInto"], TicketRow);
	        this.warranty = source["warranty"];
	        this.watchers = this.convertValues(source["watchers"], Person);
	        this.watching = source["watching"];
	        this.waitNote = source["waitNote"];
	        this.handedAt = source["handedAt"];
	        this.approvedNh = source["approvedNh"];
	        this.approvers = this.convertValues(source["approvers"], Ref);
	        this.confirmers = this.convertValues(source["confirmers"], Ref);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class TicketPage {
	    rows: TicketRow[];
	    next: string;
	    total: number;
	
	    static createFrom(source: any = {}) {
	        return new TicketPage(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.rows = this.convertValues(source["rows"], TicketRow);
	        this.next = source["next"];
	        this.total = source["total"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class TicketQuery {
	    view: string;
	    statuses: string[];
	    clientId: string;
	    search: string;
	    sort: string;
	    after: string;
	    limit: number;
	
	    static createFrom(source: any = {}) {
	        return new TicketQuery(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.view = source["view"];
	        this.statuses = source["statuses"];
	        this.clientId = source["clientId"];
	        this.search = source["search"];
	        this.sort = source["sort"];
	        this.after = source["after"];
	        this.limit = source["limit"];
	    }
	}
	
	export class TimeEntry {
	    id: string;
	    person: string;
	    kind: string;
	    from: string;
	    to: string;
	    rawFrom: string;
	    rawTo: string;
	    seconds: number;
	    trimmed: boolean;
	    review: string;
	    note: string;
	
	    static createFrom(source: any = {}) {
	        return new TimeEntry(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.person = source["person"];
	        this.kind = source["kind"];
	        this.from = source["from"];
	        this.to = source["to"];
	        this.rawFrom = source["rawFrom"];
	        this.rawTo = source["rawTo"];
	        this.seconds = source["seconds"];
	        this.trimmed = source["trimmed"];
	        this.review = source["review"];
	        this.note = source["note"];
	    }
	}
	export class Timer {
	    running: boolean;
	    entryId: string;
	    ticketId: string;
	    number: number;
	    subject: string;
	    kind: string;
	    startedAt: string;
	    factSec: number;
	    nh: number;
	    todaySec: number;
	    last?: Ref;
	    lastNumber: number;
	
	    static createFrom(source: any = {}) {
	        return new Timer(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.running = source["running"];
	        this.entryId = source["entryId"];
	        this.ticketId = source["ticketId"];
	        this.number = source["number"];
	        this.subject = source["subject"];
	        this.kind = source["kind"];
	        this.startedAt = source["startedAt"];
	        this.factSec = source["factSec"];
	        this.nh = source["nh"];
	        this.todaySec = source["todaySec"];
	        this.last = this.convertValues(source["last"], Ref);
	        this.lastNumber = source["lastNumber"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}

}

