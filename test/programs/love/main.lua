-- LÖVE: shapes, a canvas, a shader, text; the frame number is the clock
local frame, canvas, shader = 0
function love.load()
  canvas = love.graphics.newCanvas(128, 128)
  shader = love.graphics.newShader[[ extern number k; vec4 effect(vec4 c, Image t, vec2 uv, vec2 s) { vec4 p = Texel(t, uv); return vec4(p.r * uv.x, p.g * fract(uv.y + k), p.b, 1.0) * c; } ]]
end
function love.draw()
  frame = frame + 1
  love.graphics.setCanvas(canvas); love.graphics.clear(0.2, 0.3, 0.8)
  for i = 1, 8 do love.graphics.setColor(i / 8, 1 - i / 8, 0.5); love.graphics.circle('fill', 16 * i, 64 + 30 * math.sin(frame / 5 + i), 12) end
  love.graphics.setCanvas(); love.graphics.setColor(1, 1, 1)
  shader:send('k', frame / 60); love.graphics.setShader(shader); love.graphics.draw(canvas, 50, 20, frame / 40, 2, 2, 64, 64); love.graphics.setShader()
  love.graphics.print('frame ' .. frame, 10, 10)
  if frame > 60 then love.event.quit() end
end
