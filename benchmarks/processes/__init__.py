"""Every kind of process of one bot, ended while people write and an announcement is sent."""
