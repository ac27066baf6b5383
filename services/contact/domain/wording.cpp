#include "services/contact/domain/wording.hpp"

#include <array>

namespace hearth::contact {
namespace {

struct Line {
    std::string_view type;
    std::string_view zh;
    std::string_view en;
};

// What stands in braces is a detail of the fact; {class} is the title of the class.
constexpr std::array kLines{
    Line{"RequestOpened", "受理:{class}", "Taken in: {class}"},
    Line{"InteractionJoined", "再次来报,已并入", "Reported once more, joined"},
    Line{"RequestTriaged", "情况已问清", "All that is needed is known"},
    Line{"RequestReclassified", "改类:原{old_class}", "Put into another class, was {old_class}"},
    Line{"RequestRelocated", "地址已更正,重新安排", "Place put right, work planned anew"},
    Line{"OwnerChanged", "责任人:{role} {agent}", "Owner: {role} {agent}"},
    Line{"StepStarted", "开始{step},第{attempt}次", "{step} began, attempt {attempt}"},
    Line{"StepDone", "{step}完成({outcome})", "{step} done: {outcome}"},
    Line{"StepFailed", "{step}未成({outcome})", "{step} failed: {outcome}"},
    Line{"StepWaived", "免去{step}({reason})", "{step} waived: {reason}"},
    Line{"WaitingStarted", "等待:{waiting_for}({reason})", "Waiting for {waiting_for}: {reason}"},
    Line{"WaitingEnded", "等待结束", "Waiting ended"},
    Line{"PromiseMade", "承诺{kind}:{due_time}前", "Promised {kind} by {due_time}"},
    Line{"PromiseRenewed", "承诺{kind}改为{due_time}(原{old_due_time})",
         "Promise of {kind} renewed to {due_time}, was {old_due_time}"},
    Line{"PromiseKept", "承诺{kind}兑现", "Promise of {kind} kept"},
    Line{"PromiseBroken", "承诺{kind}未兑现", "Promise of {kind} broken"},
    Line{"PromiseWithdrawn", "承诺{kind}撤销", "Promise of {kind} withdrawn"},
    Line{"RequestEscalated", "上报{to_role}:{reason} {clock} {percent}",
         "Raised to {to_role}: {reason} {clock} {percent}"},
    Line{"RequestResolved", "已核实解决", "Resolved and verified"},
    Line{"RequestReopened", "重新打开:{reason}", "Reopened: {reason}"},
    Line{"RequestWithdrawn", "客户撤回:{reason}", "Withdrawn: {reason}"},
    Line{"RequestClosed", "办结", "Closed"},
    Line{"RequestsMerged", "并入另一单", "Merged into another request"},
    Line{"RequestChased", "客户催办,第{count}次", "Customer asked for haste, {count} times"},
    Line{"StepStuck", "{step}超时未动", "{step} is stuck"},
    Line{"NoteAdded", "备注", "Note"},
    Line{"WorkOrderOpened", "工单{number}已建", "Work order {number} opened"},
    Line{"WorkOrderAssigned", "工单{number}派给{crew}", "Work order {number} assigned to {crew}"},
    Line{"WorkOrderUnassigned", "工单{number}退回待派", "Work order {number} unassigned"},
    Line{"WorkOrderAccepted", "{crew}已接单", "{crew} accepted"},
    Line{"WorkOrderDeclined", "班组退单", "Crew declined"},
    Line{"CrewEnRoute", "{crew}已出发", "{crew} is on the way"},
    Line{"CrewOnSite", "{crew}已到现场", "{crew} is on site"},
    Line{"MadeSafe", "现场已安全", "Made safe"},
    Line{"SupplyRestored", "已恢复供应", "Supply restored"},
    Line{"WorkSuspended", "作业暂停:{reason}", "Work suspended: {reason}"},
    Line{"WorkResumed", "作业继续", "Work resumed"},
    Line{"FollowUpNeeded", "需后续处理", "Follow-up needed"},
    Line{"NoFaultFound", "未发现故障", "No fault found"},
    Line{"WorkOrderDone", "工单{number}完工", "Work order {number} done"},
    Line{"WorkOrderFailed", "工单{number}未成:{reason}", "Work order {number} failed: {reason}"},
    Line{"WorkOrderCancelled", "工单{number}取消", "Work order {number} cancelled"},
    Line{"WorkOrderMoved", "工单{number}改址", "Work order {number} moved"},
    Line{"WorkOrderFolded", "工单{number}并入停电事件",
         "Work order {number} folded into the incident"},
    Line{"WorkOrderUnfolded", "工单{number}单独处理", "Work order {number} stands alone again"},
    Line{"ForecastChanged", "预计到达{arrival_time},预计恢复{restoration_time}",
         "Expected arrival {arrival_time}, restoration {restoration_time}"},
    Line{"IncidentConfirmed", "属事件{number}", "Belongs to incident {number}"},
    Line{"IncidentGrown", "属事件{number}", "Belongs to incident {number}"},
    Line{"IncidentForecastChanged", "事件{number}预计恢复{restoration_time}",
         "Incident {number}: restoration expected {restoration_time}"},
    Line{"NodesRestored", "事件{number}:此处已恢复", "Incident {number}: restored here"},
    Line{"IncidentSplit", "不再属事件{number}", "No longer part of incident {number}"},
    Line{"IncidentDismissed", "事件{number}撤销", "Incident {number} dismissed"},
    Line{"StillOut", "客户回复:仍没电", "Customer says: still out"},
    Line{"SupplyBack", "客户回复:已来电", "Customer says: power is back"},
    Line{"HazardFirst", "先排除险情,再派人", "Nobody is sent before the hazard is cleared"},
    Line{"HazardCleared", "险情已排除,可以派人", "Hazard cleared, work may go on"},
    Line{"NoAnswer", "回访无人接听,第{tries}次", "Nobody answered, try {tries}"},
    Line{"CallbackTried", "已发回访,第{tries}次", "Asked back, try {tries}"},
    Line{"NoticeSent", "已通知({template})", "Told: {template}"},
    Line{"NoticeDelivered", "通知已送达({template})", "Delivered: {template}"},
    Line{"NoticeFailed", "通知未送达({template})", "Not delivered: {template}"},
};

/// A word of the data as people say it.
struct Word {
    std::string_view word;
    std::string_view zh;
    std::string_view en;
};

constexpr std::array kWords{
    Word{"arrival", "到场", "arrival"},
    Word{"restoration", "恢复供应", "restoration"},
    Word{"made_safe", "现场处置", "making safe"},
    Word{"answer", "答复", "answer"},
    Word{"triage", "问询", "triage"},
    Word{"repair", "抢修", "repair"},
    Word{"verify", "核实", "verification"},
    Word{"callback", "回访", "callback"},
    Word{"parts", "各单办理", "its parts"},
    Word{"all_over", "各单已办结", "all are over"},
    Word{"hazard_first", "先排除险情", "hazard first"},
    Word{"nobody_to_call", "无人可回访", "nobody to call"},
    Word{"known", "已问清", "known"},
    Word{"done", "完成", "done"},
    Word{"supply_back", "已恢复", "supply is back"},
    Word{"still_out", "仍未恢复", "still out"},
    Word{"crew_evidence", "现场检测合格", "by the crew's evidence"},
    Word{"not_contradicted", "无人反馈未恢复", "nobody said otherwise"},
    Word{"no_answer", "无人接听", "no answer"},
    Word{"unreached", "联系不上", "not reached"},
    Word{"satisfied", "满意", "satisfied"},
    Word{"refused", "拒绝", "refused"},
    Word{"no_fault_found", "未发现故障", "no fault found"},
    Word{"customer", "客户", "the customer"},
    Word{"third_party", "第三方", "a third party"},
    Word{"field", "现场", "the field"},
    Word{"intake", "受理岗", "intake"},
    Word{"owner", "责任人", "its owner"},
    Word{"lead", "班长", "the lead"},
    Word{"manager", "经理", "the manager"},
    Word{"duty", "值班", "the duty manager"},
    Word{"forecast", "预计超时限", "forecast beyond the limit,"},
    Word{"clock", "时限将到", "time is running out,"},
    Word{"chase", "多次催办", "asked for haste again"},
    Word{"step_failed", "处理未成", "step failed"},
};

std::string_view spoken(std::string_view word, std::string_view Word::*language) {
    for (const Word& known : kWords) {
        if (known.word == word) return known.*language;
    }
    return word;
}

bool is_time(std::string_view key) {
    constexpr std::string_view kEnding = "_time";
    return key.size() > kEnding.size() && key.substr(key.size() - kEnding.size()) == kEnding;
}

std::string fill(std::string_view pattern, const Fact& fact, std::string_view title,
                 std::string_view Word::*language, std::string_view zone) {
    std::string text;
    for (std::size_t from = 0; from < pattern.size();) {
        const std::size_t open = pattern.find('{', from);
        text += pattern.substr(from, open - from);
        if (open == std::string_view::npos) break;
        const std::size_t close = pattern.find('}', open);
        const std::string_view key = pattern.substr(open + 1, close - open - 1);
        const std::string_view value = key == "class" ? title : fact.detail(key);
        const auto at = is_time(key) ? parse_rfc3339(value) : Result<Instant>{fail(not_found(""))};
        text += at ? local_time(*at, fact.recorded, zone) : std::string{spoken(value, language)};
        from = close + 1;
    }
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    return text;
}

std::string two_digits(std::int64_t value) {
    return (value < 10 ? "0" : "") + std::to_string(value);
}

}  // namespace

std::string local_time(Instant at, Instant now, std::string_view zone) {
    const auto local = to_local(at, zone);
    const auto today = to_local(now, zone);
    if (!local || !today) return to_rfc3339(at);
    const auto minutes = local->of_day.count();
    std::string text = two_digits(minutes / 60) + ':' + two_digits(minutes % 60);
    if (local->day == today->day) return text;
    return two_digits(unsigned{local->day.month()}) + '-' + two_digits(unsigned{local->day.day()}) +
           ' ' + text;
}

void word_fact(Fact& fact, const Definition& definition, std::string_view zone) {
    const std::string_view source = fact.detail("source_type");
    const std::string_view type = source.empty() ? std::string_view{fact.type} : source;
    for (const Line& line : kLines) {
        if (line.type != type) continue;
        fact.text_zh = fill(line.zh, fact, definition.title_zh, &Word::zh, zone);
        fact.text_en = fill(line.en, fact, definition.title_en, &Word::en, zone);
        return;
    }
    fact.text_zh = fact.text_en = std::string{type};
}

}  // namespace hearth::contact
