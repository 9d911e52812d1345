# pyglet's own drawing (OpenGL 2): shapes, text and a sprite in a batch. 40 frames.
import pyglet
from pyglet import shapes

window = pyglet.window.Window(320, 240, vsync=False)
batch = pyglet.graphics.Batch()
circles = [shapes.Circle(40 + 40 * i, 120, 15 + i, color=(50 * i % 255, 200, 255 - 30 * i), batch=batch) for i in range(6)]
bar = shapes.Rectangle(100, 20, 80, 30, color=(255, 20, 20), batch=batch)
label = pyglet.text.Label('Hello, world', font_size=18, x=160, y=200, anchor_x='center', batch=batch)
square = pyglet.image.SolidColorImagePattern((0, 255, 0, 128)).create_image(30, 30)
sprite = pyglet.sprite.Sprite(square, 10, 10, batch=batch)
for frame in range(40):
    window.switch_to()
    window.dispatch_events()
    window.clear()
    bar.rotation = frame * 5
    sprite.x = frame * 5
    sprite.opacity = 255 - frame * 4
    for i, circle in enumerate(circles):
        circle.y = 120 + 3 * (frame * (i + 1) % 20)
    batch.draw()
    window.flip()
