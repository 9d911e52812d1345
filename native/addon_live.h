// The gate of a live program as a class of the addon (LiveControl in src/native.ts).
#pragma once
#include <memory>
#include <napi.h>

#include "gate.h"

namespace sgl {

void initLiveControl(Napi::Env, Napi::Object exports);
// The gate inside a LiveControl.
std::shared_ptr<Gate> gateOf(const Napi::Value&);

} // namespace sgl
