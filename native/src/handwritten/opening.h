// How connections are opened, whatever kind of connection it is.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "call/pending.h"
#include "libvirt/object.h"

namespace libvirt {

// A kind of connection: its handles, and whether one of them is alive, as Lane::Connection has it.
struct ConnectionClass {
  const HandleClass& handles;
  int (*is_alive)(void* handle);
};

class Address;
class Attempted;

// A call that opens a connection.
class Opening : public Pending {
 public:
  // JS thread. Refuses the attempt if too many to the same URI are still waiting.
  static Napi::Value Start(Environment& environment, std::unique_ptr<Opening> opening);

 protected:
  Opening(SymbolBase& symbol, const ConnectionClass& type, std::optional<std::string> uri);

 private:
  // Worker thread: calls libvirt. Null: it failed, with an error to take.
  virtual void* Open(const char* uri) = 0;

  bool Execute() final;
  Napi::Value Result(Environment& environment) final;

  SymbolBase& symbol_;
  const ConnectionClass& type_;
  const std::optional<std::string> uri_;
  const std::shared_ptr<Address> address_;
  const std::shared_ptr<Attempted> attempt_;
  Object::Pointer connection_;
};

}  // namespace libvirt
