// Emits host_gl.h and host_gl.cpp: the table of the host driver's functions, a member per command.
import type { Model } from '../spec/model.js';
import { parameterList } from './layout.js';
import { banner, type GeneratedFile } from './output.js';

/** `glClear` → `Clear`. */
export function memberName(command: string): string {
  return command.replace(/^gl/, '');
}

export function hostHeader(model: Model): GeneratedFile {
  return {
    name: 'host_gl.h',
    text: [
      banner("The host driver's OpenGL functions, a member per command, named without the gl prefix."),
      '#pragma once\n#include "gl_defs.h"\n\nnamespace sgl {\n\nstruct HostGl {',
      ...model.commands.map(c => `    ${c.result.type}(APIENTRY *${memberName(c.name)})${parameterList(c)} = nullptr;`),
      '};\n',
      '// Looks every function up by eglGetProcAddress, under its aliases if its own name is not known. What the',
      '// driver lacks gets a function that does nothing and says so once on stderr.',
      'void loadHostGl(HostGl& gl);\n',
      '// Whether the driver has the function; `name` as in the model (not an alias).',
      'bool hostHas(const char* name);\n\n} // namespace sgl\n',
    ].join('\n'),
  };
}

const ANNOTATIONS =
  /^gl(StringMarkerGREMEDY|FrameTerminatorGREMEDY|(InsertEvent|PushGroup|PopGroup)Marker\w*|(Push|Pop)DebugGroup|DebugMessage\w+|(Get)?(Object(Ptr)?Label|LabelObject|ObjectLabel)\w*)$/;

export function hostSource(model: Model): GeneratedFile {
  const stub = (c: Model['commands'][number]) => {
    const result = c.result.type === 'void' ? '' : ' return {};';
    const types = c.parameters.map(p => p.type).join(', ');
    // annotations are for tools: without a driver that wants them there is nothing to say
    const say = ANNOTATIONS.test(c.name) ? '' : ` missing("${c.name}");`;
    return `${c.result.type} APIENTRY missing_${c.name}(${types}) {${say}${result} }`;
  };
  const row = (c: Model['commands'][number]) =>
    `    {"${[c.name, ...c.aliases].join('\\0')}\\0", offsetof(HostGl, ${memberName(c.name)}), reinterpret_cast<Function>(missing_${c.name})},`;
  return {
    name: 'host_gl.cpp',
    text: [
      banner("Finds the host driver's OpenGL functions."),
      '#include "host_gl.h"\n\n#include <EGL/egl.h>\n\n#include <cstddef>\n#include <cstdio>\n#include <cstring>\n#include <set>\n',
      'namespace sgl {\nnamespace {\n',
      'using Function = void (*)();',
      'struct Row {\n    const char* names; // its own, then its aliases, each ended by a zero; then an empty one\n    size_t offset;\n    Function missing;\n};\n',
      'void missing(const char* name) {',
      '    static std::set<const char*> said;',
      '    if (said.insert(name).second) std::fprintf(stderr, "sgl: the host\'s driver has no %s; calls to it do nothing\\n", name);',
      '}\n',
      ...model.commands.map(stub),
      '\nconst Row kRows[] = {',
      ...model.commands.map(row),
      '};\n\n} // namespace\n',
      'void loadHostGl(HostGl& gl) {',
      '    for (const Row& row : kRows) {',
      '        Function found = nullptr;',
      '        for (const char* name = row.names; *name && !found; name += std::strlen(name) + 1) found = reinterpret_cast<Function>(eglGetProcAddress(name));',
      '        if (!found) found = row.missing;',
      '        std::memcpy(reinterpret_cast<char*>(&gl) + row.offset, &found, sizeof found);',
      '    }',
      '}\n',
      'bool hostHas(const char* name) {',
      '    for (const Row& row : kRows) {',
      '        if (std::strcmp(row.names, name) != 0) continue;',
      '        for (const char* n = row.names; *n; n += std::strlen(n) + 1)',
      '            if (eglGetProcAddress(n)) return true;',
      '        return false;',
      '    }',
      '    return false;',
      '}\n\n} // namespace sgl\n',
    ].join('\n'),
  };
}
