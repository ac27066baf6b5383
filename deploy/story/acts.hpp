#pragma once

#include <string>

#include "deploy/story/scenes.hpp"

namespace hearth::story {

inline const Actor kDispatcher{"agents/A0005", {"agent", "dispatcher"}};

/// The step of a request's round that is under way; null when it is not.
const json* live_step(const json& request, const std::string& id);

/// What people and devices of the story can do, and what they can see. A name that a scene finds,
/// "home", is kept for the scenes after it.
class Acts {
protected:
    Acts(Stage& stage, const Cast& cast) : stage_(stage), cast_(cast) {}

    void name(const std::string& key, const std::string& value) { names_[key] = value; }
    [[nodiscard]] std::string named(const std::string& key) const { return names_.at(key); }
    [[nodiscard]] Actor agent() const { return {named("agent"), {"agent"}}; }

    /// One event of a call.
    json cti(const std::string& call, const std::string& event, const std::string& from,
             double minute);

    /// A short message as its carrier's gateway posts it.
    void sms(const std::string& id, const std::string& from, const std::string& text,
             double minute);

    /// The household in the public form.
    json web_form(const std::string& premise);

    /// A call that an agent takes and turns into a request.
    std::string take_call(const std::string& call, const Household& who, const json& triage,
                          double minute);

    /// What the dispatcher says of a crew.
    void set_crew(const std::string& name, const std::string& key, const std::string& state,
                  const std::string& reason);
    json request(const std::string& name);
    json wait_request(const std::string& name, const std::string& what,
                      const std::function<bool(const json&)>& holds);

    /// The live work order of a request, as dispatch has it.
    json order_of(const std::string& request, const std::string& what,
                  const std::function<bool(const json&)>& holds);

    /// The dispatcher gives an order to a crew by hand: the planner leaves it there.
    void keep_with(const json& order, const std::string& crew);

    /// A device of the crew uploads what the crew did; each mutation must be taken.
    void push(const std::string& key, const Actor& crew, const std::string& device,
              const json& mutations);
    json mutation(int sequence, const json& order, const std::string& mutator, double minute,
                  const json& args = json::object());

    /// What an agent heard: the step of the request ends.
    void complete(const std::string& name, const std::string& step, const std::string& outcome,
                  int satisfaction);

    Stage& stage_;
    const Cast& cast_;
    json names_ = json::object();
};

}  // namespace hearth::story
