# Kivy: a label whose text and size change, and a button; it draws through SDL 2 and OpenGL's shaders.
from kivy.config import Config

Config.set('graphics', 'width', '320')
Config.set('graphics', 'height', '240')
from kivy.app import App
from kivy.clock import Clock
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.button import Button
from kivy.uix.label import Label


class Counting(App):
    frame = 0

    def build(self):
        box = BoxLayout()
        self.label = Label(text='before')
        box.add_widget(self.label)
        box.add_widget(Button(text='press'))
        Clock.schedule_interval(self.count, 0)
        return box

    def count(self, seconds):
        self.frame += 1
        self.label.text = 'frame %d' % self.frame
        self.label.font_size = 15 + self.frame % 10


Counting().run()
