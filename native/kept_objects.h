// Objects that a seeking replay keeps when the program deletes them. Drivers like Mesa never give a name again (of programs,
// shaders, vertex arrays and whatever else cannot be bound by a name of one's own choice), so a replay that goes back could
// not have them under their names; and what was compiled stays compiled. A kept one is as new, and reserved (Spares).
#pragma once
#include <cstdint>
#include <functional>

namespace sgl {

class Exec;
class Executor;
struct StreamState;

// Whether the command was done here: the deletion of such objects, or the question whether a kept one is there.
bool keepDeleted(Exec&, uint32_t opcode, const uint32_t* args, uint32_t words);

// The name of a kept program was chosen again: it begins without shaders. False: what was kept is of the other kind.
bool beginAgain(Exec&, uint32_t name);

// The driver's next program or shader: what the program wants when it is that name's turn, else what the trace has there.
uint32_t nextProgram(Exec&, uint32_t wanted, const std::function<uint32_t()>& generate);

// Notes the call, when the command is one of those that make a program or shader what it is. It raised no error.
void stampProgram(Exec&, uint32_t opcode, const uint32_t* args, uint32_t words);

// The stream's context as a new one, as far as commands cannot do it: window buffers, the default vertex array, pending errors,
// attribute stacks' companions, syncs and labels of its share group.
void resetContext(Executor&, StreamState&);

} // namespace sgl
