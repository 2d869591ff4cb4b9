#include "handwritten/authentication.h"

#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "libvirt/library.h"

namespace libvirt {

namespace {

// Credentials that are text. One that is managed elsewhere cannot be answered.
constexpr int kAskable[] = {VIR_CRED_USERNAME,     VIR_CRED_AUTHNAME,   VIR_CRED_LANGUAGE,
                            VIR_CRED_CNONCE,       VIR_CRED_PASSPHRASE, VIR_CRED_ECHOPROMPT,
                            VIR_CRED_NOECHOPROMPT, VIR_CRED_REALM};

class Prompt final : public Authentication {
 public:
  virConnectAuthPtr ForLibvirt() override {
    static auto& symbol = *new SymbolBase("virConnectAuthPtrDefault", Library::kLibvirt, 4'001);
    auto* const variable = static_cast<virConnectAuthPtr*>(symbol.Find());
    return variable ? *variable : nullptr;
  }
};

using Answers = std::vector<std::string>;

// A request of libvirt: several questions at once. The worker thread waits for the answers.
class Questions {
 public:
  struct Question {
    int type;
    std::optional<std::string> prompt, challenge, default_answer;
  };

  explicit Questions(std::vector<Question> asked) : asked_(std::move(asked)) {}

  const std::vector<Question>& asked() const { return asked_; }

  // Any thread; the first answer counts. Null refuses the questions.
  void Answer(std::optional<Answers> answers) {
    std::lock_guard lock(mutex_);
    if (answered_) return;
    answered_ = true;
    answers_ = std::move(answers);
    changed_.notify_one();
  }

  // Worker thread.
  std::optional<Answers> Wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return answered_; });
    return std::move(answers_);
  }

 private:
  const std::vector<Question> asked_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool answered_ = false;
  std::optional<Answers> answers_;
};

// Shared by everything that can still answer. Refuses the questions when it is destroyed: the
// environment has ended, or JavaScript has dropped the answer function.
class Respondent {
 public:
  explicit Respondent(std::shared_ptr<Questions> questions) : questions_(std::move(questions)) {}
  Respondent(const Respondent&) = delete;
  Respondent& operator=(const Respondent&) = delete;
  ~Respondent() { questions_->Answer(std::nullopt); }

  Questions& questions() const { return *questions_; }

 private:
  const std::shared_ptr<Questions> questions_;
};

Napi::Value TextOrNull(Napi::Env env, const std::optional<std::string>& text) {
  return text ? Napi::Value(Napi::String::New(env, *text)) : env.Null();
}

class Ask final : public Message {
 public:
  Ask(std::uint32_t token, std::shared_ptr<Questions> questions)
      : token_(token), respondent_(std::make_shared<Respondent>(std::move(questions))) {}

  void Deliver(Environment& environment) override {
    const auto listener = environment.Listener(token_);
    if (listener.IsEmpty()) return;
    const auto env = environment.env();
    auto questions = Napi::Array::New(env);
    std::uint32_t index = 0;
    for (const auto& question : respondent_->questions().asked()) {
      auto object = Napi::Object::New(env);
      object["type"] = Napi::Number::New(env, question.type);
      object["prompt"] = TextOrNull(env, question.prompt);
      object["challenge"] = TextOrNull(env, question.challenge);
      object["defresult"] = TextOrNull(env, question.default_answer);
      questions[index++] = object;
    }
    auto answer = Napi::Function::New(
        env,
        [respondent = respondent_](const Napi::CallbackInfo& info) {
          auto& environment = Environment::Of(info.Env());
          const Argument answers(environment, info[0], "answers");
          if (answers.IsNullish()) {
            respondent->questions().Answer(std::nullopt);
          } else {
            respondent->questions().Answer(answers.ReadStrings());
          }
        },
        "answer");
    listener.Call({questions, answer});
  }

 private:
  const std::uint32_t token_;
  const std::shared_ptr<Respondent> respondent_;
};

class Callback final : public Authentication {
 public:
  explicit Callback(ListenerToken listener)
      : listener_(std::move(listener)),
        types_(std::begin(kAskable), std::end(kAskable)),
        auth_{types_.data(), static_cast<unsigned int>(types_.size()), OnAsk, this} {}

  virConnectAuthPtr ForLibvirt() override { return &auth_; }

 private:
  static std::optional<std::string> Copy(const char* text) {
    return text ? std::optional<std::string>(text) : std::nullopt;
  }

  // Worker thread, inside virConnectOpenAuth.
  static int OnAsk(virConnectCredentialPtr credentials, unsigned int count, void* self) {
    try {
      return static_cast<Callback*>(self)->Answer(credentials, count) ? 0 : -1;
    } catch (const std::exception&) {
      // Out of memory. No exception may pass through libvirt.
      return -1;
    }
  }

  bool Answer(virConnectCredentialPtr credentials, unsigned int count) {
    std::vector<Questions::Question> asked;
    for (unsigned int index = 0; index < count; ++index) {
      const auto& credential = credentials[index];
      asked.push_back({credential.type, Copy(credential.prompt), Copy(credential.challenge),
                       Copy(credential.defresult)});
    }
    auto questions = std::make_shared<Questions>(std::move(asked));
    // Refused at once if the environment has ended.
    listener_.mailbox()->Post(std::make_unique<Ask>(listener_.number(), questions));
    const auto answers = questions->Wait();
    if (!answers || answers->size() != count) return false;
    for (unsigned int index = 0; index < count; ++index) {
      // libvirt frees it.
      credentials[index].result = strdup((*answers)[index].c_str());
      if (!credentials[index].result) return false;
      credentials[index].resultlen = static_cast<unsigned int>((*answers)[index].size());
    }
    return true;
  }

  const ListenerToken listener_;
  std::vector<int> types_;
  virConnectAuth auth_;
};

}  // namespace

std::unique_ptr<Authentication> Authentication::Read(Environment& environment,
                                                     const Argument& argument) {
  if (argument.IsNullish()) return nullptr;
  if (argument.IsBoolean()) {
    return argument.ReadBoolean() ? std::make_unique<Prompt>() : nullptr;
  }
  return std::make_unique<Callback>(ListenerToken(environment, argument.ReadFunction()));
}

}  // namespace libvirt
