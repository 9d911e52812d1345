function love.conf(t) t.window.width=320 t.window.height=240 t.window.vsync=0 t.audio.mic=false t.modules.audio=false t.modules.sound=false t.modules.joystick=false end
