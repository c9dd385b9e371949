import datetime


def what_time_is_it():
    return str(datetime.datetime.now())
